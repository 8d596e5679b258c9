import type { IRedisClient, Queue } from 'bullmq';
import { timeout, type MonoTypeOperatorFunction } from 'rxjs';
import { messageOf, SwarmError } from '../../agent/errors.ts';
import { redactText } from '../../util/redact.ts';
import type { Script } from './limit-scripts.ts';
import { type ScriptName, SCRIPTS } from './scripts.ts';

const known = new WeakSet<IRedisClient>();

/** Resolves to the connection of a queue, of any client BullMQ supports, with our scripts defined on it. */
export const clientOf = async (queue: Queue): Promise<IRedisClient> => {
  const client = await queue.getBackend().client;
  if (!known.has(client)) for (const [name, script] of Object.entries(SCRIPTS)) define(client, name, script);
  known.add(client);
  return client;
};

/** Makes a script a command of this connection. */
const define = (client: IRedisClient, name: string, { numberOfKeys, lua }: Script): void =>
  client.defineCommand(commandOf(name), { numberOfKeys, lua });

const commandOf = (name: string): string => `rxswarm:${name}`;

/** Runs a script. Rejects with a SwarmError: `network` where Redis fails, `protocol` where a key holds another type. */
export const execute = async (
  queue: Queue,
  name: ScriptName,
  keys: readonly string[],
  args: readonly (string | number)[] = [],
): Promise<unknown> => {
  try {
    return await call(await clientOf(queue), name, [...keys, ...args]);
  } catch (error) {
    throw redisError(error);
  }
};

/** Runs a script on a connection that knows it. Rejects with the client's own error. */
export const call = (client: IRedisClient, name: string, args: (string | number)[]): Promise<unknown> =>
  client.runCommand(commandOf(name), args) as Promise<unknown>;

/** Errors with a SwarmError `network` if Redis has not answered within these milliseconds. */
export const redisTimeout = <T>(milliseconds: number): MonoTypeOperatorFunction<T> =>
  timeout({
    first: milliseconds,
    with: () => {
      throw new SwarmError('network', `Redis has not answered within ${milliseconds} ms: it may be down.`);
    },
  });

/** Wraps a failure of Redis. The cause is left out, because clients put the command on it, passwords included. */
export const redisError = (error: unknown): SwarmError => {
  if (error instanceof SwarmError) return error;
  const message = redactText(messageOf(error));
  // Data of another type fails each time, so it must not count as a passing failure.
  const type = /WRONGTYPE|is not an integer|attempt to \w+/.test(message) ? 'protocol' : 'network';
  return new SwarmError(type, `Redis failed: ${message}`);
};
