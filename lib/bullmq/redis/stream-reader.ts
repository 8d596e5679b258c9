import { RedisConnection, type IRedisClient, type Queue } from 'bullmq';
import { fromEventPattern, type Observable } from 'rxjs';
import { randomId } from '../../util/random-id.ts';
import { wakeKey } from './keys.ts';
import { call, clientOf } from './redis.ts';

/** An entry of a stream: its fields and their values in turns. */
export interface Entry {
  readonly id: string;
  readonly fields: readonly string[];
}

/** Reads streams of a queue, as they grow. */
export interface StreamReader {
  /** What is in a stream after the entry `from` ('0-0': all of it), then what comes. Never completes and never errors. */
  read(key: string, from: string): Observable<Entry>;
}

interface Listener {
  readonly key: string;
  readonly next: (entry: Entry) => void;
  position: string;
}

/** Milliseconds a read blocks, until it is tried again, and a connection is kept that nobody needs; entries a stream and read. */
const BLOCK = 5000;
const AGAIN = 200;
const LINGER = 100;
const COUNT = 64;

const readers = new WeakMap<Queue, StreamReader>();

/**
 * The one of this queue: all that is read in a process shares a connection, which is open while somebody reads. A newcomer
 * wakes the read that is under way by an entry of a stream that only this reader reads.
 */
export const readerOf = (queue: Queue): StreamReader => {
  const reader = readers.get(queue) ?? streamReader(queue);
  readers.set(queue, reader);
  return reader;
};

/** A connection, from when somebody needs it until nobody does. */
interface Session {
  client?: IRedisClient;
  /** The stream that only it reads, and how far it has. */
  readonly wake: string;
  woken: string;
  isReading: boolean;
}

const streamReader = (queue: Queue): StreamReader => {
  const listeners = new Set<Listener>();
  let session: Session | undefined;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  const read = async (current: Session, client: IRedisClient): Promise<void> => {
    // Who joins meanwhile has not been asked for: what comes is not all that is there after its position.
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
      // A read names all streams: with thousands of them it waits for more to come, rather than read for each entry.
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
  /** The loop is not waited for: a connection that was about to be made again never says anything more, not even its end. */
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
      ),
  };
};

const pause = (milliseconds: number): Promise<void> =>
  milliseconds === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Ids are two numbers, the moment and the place within it. */
const isAfter = (id: string, other: string): boolean => {
  const [[time = 0, place = 0], [otherTime = 0, otherPlace = 0]] = [
    id.split('-').map(Number),
    other.split('-').map(Number),
  ];
  return time > otherTime || (time === otherTime && place > otherPlace);
};

/** `[[key, [[id, [field, value, …]], …]], …]`, or null where nothing came. */
const toStreams = (found: unknown): ReadonlyMap<string, readonly Entry[]> =>
  new Map(
    ((found ?? []) as readonly (readonly [string, readonly (readonly [string, readonly string[]])[]])[]).map(
      ([key, entries]) => [key, entries.map(([id, fields]) => ({ id, fields }))],
    ),
  );
