import { RedisConnection, type IRedisClient, type Queue } from 'bullmq';
import { fromEventPattern, type Observable } from 'rxjs';
import { inSubscriberContext } from '../../util/async-context.ts';
import { randomId } from '../../util/random-id.ts';
import { wakeKey } from './keys.ts';
import { call, clientOf } from './redis.ts';

/** An entry of a stream: each field followed by its value. */
export interface Entry {
  readonly id: string;
  readonly fields: readonly string[];
}

/** Reads the streams of a queue as they grow. */
export interface StreamReader {
  /**
   * Emits the entries after `from` ('0-0': all of them), then live, in the asynchronous context of the subscriber. Never
   * completes and never errors.
   */
  read(key: string, from: string): Observable<Entry>;
}

interface Listener {
  readonly key: string;
  readonly next: (entry: Entry) => void;
  position: string;
}

/** Milliseconds that a read blocks. */
const BLOCK = 5000;
/** Milliseconds until a failed read is tried again. */
const AGAIN = 200;
/** Milliseconds that a connection is kept after its last reader left. */
const LINGER = 100;
/** The most entries of a stream in one read. */
const COUNT = 64;

const readers = new WeakMap<Queue, StreamReader>();

/**
 * Returns the reader of a queue. All subscribers in a process share its connection, which is open while someone is subscribed. A
 * new subscriber wakes the blocking read by an entry of a stream that only this reader reads.
 */
export const readerOf = (queue: Queue): StreamReader => {
  const reader = readers.get(queue) ?? streamReader(queue);
  readers.set(queue, reader);
  return reader;
};

/** A connection, from the first subscriber to the last. */
interface Session {
  client?: IRedisClient;
  /** The key of the stream that only this connection reads. */
  readonly wake: string;
  /** The id of the last entry read from it. */
  woken: string;
  isReading: boolean;
}

const streamReader = (queue: Queue): StreamReader => {
  const listeners = new Set<Listener>();
  let session: Session | undefined;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  const read = async (current: Session, client: IRedisClient): Promise<void> => {
    // Listeners that join meanwhile are left out, because this read began after entries they have not seen.
    const asking = [...listeners];
    const positions = new Map<string, string>();
    for (const { key, position } of asking) {
      const before = positions.get(key);
      if (before === undefined || isAfter(before, position)) positions.set(key, position);
    }
    const { wake, woken } = current;
    const streams = [...positions].map(([key, id]) => ({ key, id }));
    current.isReading = true;
    const found = toStreams(await client.xread([{ key: wake, id: woken }, ...streams], { BLOCK, COUNT }));
    current.isReading = false;
    current.woken = found.get(wake)?.at(-1)?.id ?? woken;
    for (const listener of asking) for (const entry of found.get(listener.key) ?? []) tell(listener, entry);
  };
  const tell = (listener: Listener, entry: Entry): void => {
    if (!listeners.has(listener) || !isAfter(entry.id, listener.position)) return;
    listener.position = entry.id;
    listener.next(entry);
  };
  const loop = async (current: Session): Promise<void> => {
    const own = await clientOf(queue);
    if (session !== current) return;
    const client = own.duplicate();
    current.client = client;
    client.on('error', () => undefined);
    const isOver = (): boolean => session !== current || client.status === 'end';
    await RedisConnection.waitUntilReady(client);
    while (!isOver()) {
      // A read names all streams. With thousands of them it pauses, so that it gets several entries at once.
      await pause(Math.min(10, listeners.size / 100));
      await read(current, client).catch(() => (isOver() ? undefined : pause(AGAIN)));
      current.isReading = false;
    }
    own.del(current.wake).catch(() => undefined);
  };
  const begin = (): void => {
    const current: Session = { wake: wakeKey(queue, randomId()), woken: '0-0', isReading: false };
    session = current;
    loop(current)
      .catch(() => pause(AGAIN))
      .finally(() => {
        if (session !== current) return;
        current.client?.disconnect();
        begin();
      });
  };
  /** Does not wait for the loop, because a connection that was about to be made again never tells of its end. */
  const leave = (): void => {
    session?.client?.disconnect();
    session = undefined;
  };
  const add = (listener: Listener): void => {
    listeners.add(listener);
    clearTimeout(leaving);
    if (session === undefined) begin();
    if (session?.isReading !== true) return;
    const { wake } = session;
    clientOf(queue)
      .then((client) => call(client, 'wake', [wake]))
      .catch(() => undefined);
  };
  const remove = (listener: Listener): void => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    leaving = setTimeout(leave, LINGER);
  };

  return {
    read: (key, from) =>
      fromEventPattern<Entry>(
        (next) => {
          const listener = { key, next, position: from };
          add(listener);
          return listener;
        },
        (_next, listener) => remove(listener as Listener),
      ).pipe(inSubscriberContext()),
  };
};

const pause = (milliseconds: number): Promise<void> =>
  milliseconds === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Compares ids, which are two numbers each: a moment and a place within it. */
const isAfter = (id: string, other: string): boolean => {
  const [[time = 0, place = 0], [otherTime = 0, otherPlace = 0]] = [
    id.split('-').map(Number),
    other.split('-').map(Number),
  ];
  return time > otherTime || (time === otherTime && place > otherPlace);
};

/** Reads `[[key, [[id, [field, value, …]], …]], …]`, or null where nothing came. */
const toStreams = (found: unknown): ReadonlyMap<string, readonly Entry[]> =>
  new Map(
    ((found ?? []) as readonly (readonly [string, readonly (readonly [string, readonly string[]])[]])[]).map(
      ([key, entries]) => [key, entries.map(([id, fields]) => ({ id, fields }))],
    ),
  );
