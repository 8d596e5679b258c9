import type { Conversation } from 'rxswarm/converse';
import { distinctUntilChanged, EMPTY, map, race, scan, switchMap, take, timer, type Observable } from 'rxjs';

/** Tells that the server was not reached: nothing of an answer has arrived, so that the message can be sent again. */
export const isOffline = ({ status, error, transcript }: Conversation): boolean =>
  status === 'failed' && error?.type === 'network' && transcript.at(-1)?.message.role === 'user';

/** Emits when a message that did not reach the server should be sent again: once online, or after 1, 2, 4 … 30 seconds. */
export const resendings = (
  conversation$: Observable<Conversation>,
  online$: Observable<unknown>,
): Observable<unknown> =>
  conversation$.pipe(
    map((conversation) => (isOffline(conversation) ? 'offline' : conversation.status)),
    distinctUntilChanged(),
    scan(({ failures }, phase) => ({ phase, failures: failuresAfter(failures, phase) }), {
      phase: 'idle',
      failures: 0,
    }),
    switchMap(({ phase, failures }) =>
      phase === 'offline' ? race(online$, timer(Math.min(LONGEST, 500 * 2 ** failures))).pipe(take(1)) : EMPTY,
    ),
  );

/** Milliseconds of the longest pause. */
const LONGEST = 30_000;

/** Counts failures in a row. */
const failuresAfter = (failures: number, phase: string): number => {
  if (phase === 'offline') return failures + 1;
  return phase === 'answering' ? failures : 0;
};
