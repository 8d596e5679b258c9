import type { Queue } from 'bullmq';
import { defer, EMPTY, exhaustMap, from, merge, mergeMap, type Observable, takeWhile, tap, timeout, timer } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { RunEvent } from '../agent/response.ts';
import { runKeys, type RunKeys } from './redis/keys.ts';
import { execute } from './redis/redis.ts';
import { type Entry, readerOf } from './redis/stream-reader.ts';
import { responseOf } from './stored/ending.ts';
import { assertRunId } from './stored/queued-run.ts';

/** Milliseconds between two looks whether a run that is silent is still there, and until Redis has to answer one. */
const LOOK = 10_000;
const ANSWER = 30_000;
/** Whoever cancels a run takes its job away first, and has so many milliseconds to say that it is over. */
const ENDING = 1000;

/**
 * The events of a run, whichever worker has it: those that were missed first, then live; all who watch see the same. Cold;
 * unsubscribing detaches and stops nothing. A turn that a worker was lost in is declared void by `{ retry }`, and streamed
 * again. `response.agent` is a name.
 *
 * Errors with a SwarmError as the run did, with the response so far: of type `aborted` after `cancel()`, `usage` where no
 * run of that id is known or its result has expired, `network` where Redis does not answer.
 */
export const watch = (queue: Queue, id: string): Observable<RunEvent<RemoteAgent>> => follow(queue, id, 0);

/** As `watch`, looking whether the run is there after so many milliseconds. */
export const follow = (queue: Queue, id: string, firstLook: number): Observable<RunEvent<RemoteAgent>> =>
  defer(() => {
    assertRunId(queue, id);
    const keys = runKeys(queue, id);
    let seen = '';
    const looks$ = timer(firstLook, LOOK).pipe(
      exhaustMap(() => look(queue, id, keys, () => seen).pipe(timeout({ first: ANSWER, with: noAnswer }))),
    );
    const entries$ = readerOf(queue)
      .read(keys.events, '0-0')
      .pipe(tap((entry) => (seen = entry.id)));
    return merge(entries$, looks$).pipe(
      mergeMap(eventsOf),
      takeWhile((event) => !('response' in event), true),
    );
  });

const noAnswer = (): Observable<never> => {
  throw new SwarmError('network', `Redis has not answered for ${ANSWER / 1000} seconds.`);
};

/** Every kind of entry a run's stream has: a batch of events, or its end. */
const eventsOf = ({ fields: [kind = '', text = ''] }: Entry): readonly RunEvent<RemoteAgent>[] => {
  if (kind === 'end') return [{ response: responseOf(text) }];
  try {
    const events: unknown = JSON.parse(text);
    if (Array.isArray(events)) return events as readonly RunEvent<RemoteAgent>[];
  } catch {
    // Told below.
  }
  throw new SwarmError('protocol', 'An entry of the run’s events is not what it must be.');
};

type Probe = readonly [last: string, hasRecord: number, hasJob: number, finished: string, reason: string];

/** Errors with a SwarmError where nothing more can come. */
const look = (queue: Queue, id: string, keys: RunKeys, seen: () => string, isAgain = false): Observable<never> =>
  from(execute(queue, 'probe', [keys.run, keys.events, keys.job]) as Promise<Probe>).pipe(
    mergeMap(([last, hasRecord, hasJob, finished, reason]) => {
      if (last !== '' && last !== seen()) return EMPTY;
      if (finished !== '' && last === '') throw gone(id, reason === '' ? 'Its result has expired.' : reason);
      if (finished !== '') throw gone(id, reason === '' ? 'Its job finished, and nobody said how.' : reason);
      if (hasJob === 1) return EMPTY;
      if (hasRecord !== 1) throw gone(id, 'No such run is known, or it has expired.');
      if (isAgain) throw gone(id, 'Its job was removed from the queue.');
      return timer(ENDING).pipe(mergeMap(() => look(queue, id, keys, seen, true)));
    }),
  );

const gone = (id: string, reason: string): SwarmError => new SwarmError('usage', `Run "${id}": ${reason}`);
