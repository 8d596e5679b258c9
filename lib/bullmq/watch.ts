import type { Queue } from 'bullmq';
import { defer, EMPTY, exhaustMap, from, merge, mergeMap, type Observable, takeWhile, tap, timer } from 'rxjs';
import { SwarmError, usageError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { RunEvent } from '../agent/response.ts';
import { runKeys, type RunKeys } from './redis/keys.ts';
import { execute, redisTimeout } from './redis/redis.ts';
import { type Entry, readerOf } from './redis/stream-reader.ts';
import { responseOf } from './stored/ending.ts';
import { assertRunId, type RedisOptions, redisTimeoutOf } from './stored/queued-run.ts';
import { isEvent } from './stored/shapes.ts';

/** Milliseconds between two looks for a run that is silent. */
const LOOK = 10_000;
/** Milliseconds that `cancel()` has between removing a job and writing the end of its run. */
const ENDING = 1000;

/**
 * Watches a run on any worker: emits the events so far, then live. All watchers of a run see the same events. Cold;
 * unsubscribing detaches and stops nothing. Where a worker was lost in the middle of a turn, `{ retry }` declares the turn
 * void, and it is streamed again. `response.agent` holds the agent's name only.
 *
 * Errors with a SwarmError: as the run did, with the response so far (`aborted` after `cancel()`); `usage` where no run of this
 * id is known or its result has expired; `network` where Redis does not answer in time; `protocol` for stored data that is not
 * a run's.
 *
 * @example
 * watch(queue, 'order-17').pipe(text()).subscribe((token) => process.stdout.write(token));
 */
export const watch = (queue: Queue, id: string, options: RedisOptions = {}): Observable<RunEvent<RemoteAgent>> =>
  defer(() => follow(queue, id, 0, redisTimeoutOf('watch()', options)));

/** Watches a run, and looks whether it is there after `firstLook` milliseconds. */
export const follow = (queue: Queue, id: string, firstLook: number, wait: number): Observable<RunEvent<RemoteAgent>> =>
  defer(() => {
    assertRunId(queue, id);
    const keys = runKeys(queue, id);
    let seen = '';
    const looks$ = timer(firstLook, LOOK).pipe(exhaustMap(() => look(queue, id, keys, () => seen, wait)));
    const entries$ = readerOf(queue)
      .read(keys.events, '0-0')
      .pipe(tap((entry) => (seen = entry.id)));
    return merge(entries$, looks$).pipe(
      mergeMap(eventsOf),
      takeWhile((event) => !('response' in event), true),
    );
  });

/** Returns the events of an entry, which holds a batch of events or the end of the run. */
const eventsOf = ({ fields: [kind = '', text = ''] }: Entry): readonly RunEvent<RemoteAgent>[] => {
  if (kind === 'end') return [{ response: responseOf(text) }];
  try {
    const events: unknown = JSON.parse(text);
    if (isBatch(events)) return events;
  } catch {
    // Falls through to the error.
  }
  throw new SwarmError('protocol', 'A stored entry does not hold the events of a run.');
};

const isBatch = (value: unknown): value is readonly RunEvent<RemoteAgent>[] =>
  Array.isArray(value) && value.every(isEvent);

/** The answer of the script `probe`. */
type Probe = readonly [last: string, hasRecord: number, hasJob: number, finished: string, reason: string];

/** Looks for a silent run. Errors with a SwarmError where no event can come any more. */
const look = (
  queue: Queue,
  id: string,
  keys: RunKeys,
  seen: () => string,
  wait: number,
  isAgain = false,
): Observable<never> =>
  from(execute(queue, 'probe', [keys.run, keys.events, keys.job]) as Promise<Probe>).pipe(
    redisTimeout(wait),
    mergeMap(([last, hasRecord, hasJob, finished, reason]) => {
      if (last !== '' && last !== seen()) return EMPTY;
      if (finished !== '' && last === '') throw gone(id, reason === '' ? 'Its result has expired.' : reason);
      if (finished !== '') throw gone(id, reason === '' ? 'Its job finished without a stored end.' : reason);
      if (hasJob === 1) return EMPTY;
      if (hasRecord !== 1) throw gone(id, 'No such run is known, or it has expired.');
      if (isAgain) throw gone(id, 'Its job was removed from the queue.');
      return timer(ENDING).pipe(mergeMap(() => look(queue, id, keys, seen, wait, true)));
    }),
  );

const gone = (id: string, reason: string): SwarmError => usageError(`Run "${id}": ${reason}`);
