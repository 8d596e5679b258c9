import { mergeMap, type OperatorFunction } from 'rxjs';
import type { RunAllEvent, RunResult } from '../agent/run-all-events.ts';

/** What each of many runs came to: its index and its response, or its index and its error. */
export const results = <A extends { readonly name: string }>(): OperatorFunction<RunAllEvent<A>, RunResult<A>> =>
  mergeMap(resultOf<A>);

const NOTHING: readonly never[] = [];

const resultOf = <A extends { readonly name: string }>({
  index,
  event,
  error,
}: RunAllEvent<A>): readonly RunResult<A>[] => {
  if (error !== undefined) return [{ index, error }];
  return 'response' in event ? [{ index, response: event.response }] : NOTHING;
};
