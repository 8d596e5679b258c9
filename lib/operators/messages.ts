import { filter, map, type OperatorFunction, pipe, scan, startWith } from 'rxjs';
import type { RunEvent } from '../agent/response.ts';
import type { Message } from '../messages/types.ts';
import { addEvent, arrivingMessage, type View, viewOf } from './transcript.ts';

/**
 * Emits the conversation as it grows, for a view: a new array for each change, the message that is arriving included. Begins
 * with `initial` (default: no messages) and ends with `[...initial, ...response.messages]`. Messages of a turn that is tried again
 * are withdrawn.
 *
 * @example
 * ```ts
 * swarm.run({ agent, messages: history }).pipe(messages(history)).subscribe((shown) => render(shown));
 * ```
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
