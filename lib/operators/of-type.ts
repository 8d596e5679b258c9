import { filter, type OperatorFunction } from 'rxjs';
import { type EventsByType, type EventType, typeOfEvent } from '../agent/event-type.ts';
import type { RunEvent } from '../agent/response.ts';

/**
 * Passes on the events of the given types, and narrows their TypeScript type accordingly. A type is the key that tells an
 * event apart: `'tool'`, `'handoff'`, `'contextVariables'`, `'retry'`, `'said'`, `'response'` or `'delim'`; `'delta'` stands for the
 * fragments of the model's messages, which have no such key.
 *
 * @example
 * ```ts
 * run$.pipe(ofType('handoff')).subscribe(({ handoff }) => console.log(handoff.from, '→', handoff.to));
 * run$.pipe(ofType('tool', 'retry')).subscribe((event) => log.write(JSON.stringify(event)));
 * ```
 */
export const ofType = <K extends EventType, A extends { readonly name: string }>(
  ...types: readonly [K, ...K[]]
): OperatorFunction<RunEvent<A>, EventsByType<A>[K]> =>
  filter((event): event is EventsByType<A>[K] & RunEvent<A> =>
    (types as readonly string[]).includes(typeOfEvent(event)),
  );
