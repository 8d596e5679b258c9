import { Redis } from 'ioredis';

/** The traces of a queue's runs in Redis. */
export interface Leftovers {
  /** Keys of runs that never expire, or that no run needs any more. */
  readonly keys: readonly string[];
  /** Streams that do not have exactly one end, as their last entry. */
  readonly ends: readonly string[];
  /** Jobs that are neither completed nor failed. */
  readonly open: number;
}

/** Milliseconds in which connections are closed. */
const SOON = 5000;

/** Looks at the keys of a queue. */
export const inspect = async (port: number, queue: string): Promise<Leftovers> => {
  const client = new Redis({ port });
  const names = await keysOf(client, `bull:${queue}:*`);
  const kept: string[] = [];
  const ends: string[] = [];
  for (const name of names) {
    if (/:run(:|$)|:rxswarm:/.test(name)) {
      const left = await client.pttl(name);
      // A job that is not a run names no ttl, and is kept for a day.
      if (left < 0 || left > 86_400_000 || name.endsWith(':messages')) kept.push(`${name} (${left} ms)`);
    }
    if (name.endsWith(':run:events')) {
      const entries = await client.xrange(name, '-', '+');
      const count = entries.filter(([, [kind]]) => kind === 'end').length;
      if (count !== 1 || entries.at(-1)?.[1][0] !== 'end') ends.push(`${name} has ${count} ends`);
    }
  }
  const states = await Promise.all([
    client.llen(`bull:${queue}:wait`),
    client.llen(`bull:${queue}:active`),
    client.zcard(`bull:${queue}:delayed`),
    client.zcard(`bull:${queue}:prioritized`),
  ]);
  client.disconnect();
  return { keys: kept, ends, open: states.reduce((sum, count) => sum + count, 0) };
};

/** Returns the number of open connections above `expected`, after waiting for them to close. */
export const connections = async (port: number, expected: number): Promise<number> => {
  const client = new Redis({ port });
  const deadline = Date.now() + SOON;
  let count = Infinity;
  while (count > expected && Date.now() < deadline) {
    const list = await client.client('LIST');
    count = String(list).trim().split('\n').length - 1;
  }
  client.disconnect();
  return count - expected;
};

/** Returns the keys of an obliterated queue that do not expire. */
export const remains = async (port: number, queue: string): Promise<readonly string[]> => {
  const client = new Redis({ port });
  const names = await keysOf(client, '*');
  const lasting: string[] = [];
  for (const name of names) if ((await client.pttl(name)) === -1) lasting.push(name);
  client.disconnect();
  return lasting.filter((name) => name.startsWith(`bull:${queue}:`));
};

const keysOf = async (client: Redis, pattern: string): Promise<readonly string[]> => {
  const names = new Set<string>();
  let cursor = '0';
  do {
    const [next, some] = await client.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
    some.forEach((name) => names.add(name));
    cursor = next;
  } while (cursor !== '0');
  return [...names];
};
