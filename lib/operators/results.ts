import { mergeMap, type OperatorFunction } from 'rxjs';
import type { RunAllEvent, RunResult } from '../agent/run-all-events.ts';

/**
 * Emits the end of each of many runs: `{ index, response }`, or `{ index, error }` for a run that failed. `index` is the place of
 * the run among the inputs of `runAll`.
 *
 * @example
 * ```ts
 * swarm.runAll(runs).pipe(results()).subscribe(({ index, error }) => console.log(index, error?.message ?? 'done'));
 * ```
 */
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
