import { filter, map, type OperatorFunction, pipe, scan, startWith } from 'rxjs';
import type { RunEvent } from '../agent/response.ts';
import type { Message } from '../messages/types.ts';
import { addEvent, arrivingMessage, type View, viewOf } from './transcript.ts';

/**
 * The conversation as it grows, the partial message included: a new array for each change, beginning with `initial`
 * (default: none). Ends as `[...initial, ...response.messages]`.
 */
export const messages = <A extends { readonly name: string }>(
  initial: readonly Message[] = [],
): OperatorFunction<RunEvent<A>, readonly Message[]> =>
  pipe(
    scan((view: View, event: RunEvent<A>) => addEvent(view, event, initial), viewOf(initial)),
    filter(({ changed }) => changed),
    map(({ whole, arriving }) => (arriving ? [...whole, arrivingMessage(arriving)] : whole)),
    startWith(initial),
  );
