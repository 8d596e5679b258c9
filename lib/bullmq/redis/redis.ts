import type { IRedisClient, Queue } from 'bullmq';
import { messageOf, SwarmError } from '../../agent/errors.ts';
import { redactText } from '../../util/redact.ts';
import type { Script } from './limit-scripts.ts';
import { type ScriptName, SCRIPTS } from './scripts.ts';

const known = new WeakSet<IRedisClient>();

/** The connection of a queue, whichever client it is of, and knowing the scripts. */
export const clientOf = async (queue: Queue): Promise<IRedisClient> => {
  const client = await queue.getBackend().client;
  if (!known.has(client)) for (const [name, script] of Object.entries(SCRIPTS)) define(client, name, script);
  known.add(client);
  return client;
};

/** Makes a script a command of this connection. */
export const define = (client: IRedisClient, name: string, { numberOfKeys, lua }: Script): void =>
  client.defineCommand(commandOf(name), { numberOfKeys, lua });

const commandOf = (name: string): string => `rxswarm:${name}`;

/** @throws SwarmError `network` where Redis fails. */
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

export const call = (client: IRedisClient, name: string, args: (string | number)[]): Promise<unknown> =>
  client.runCommand(commandOf(name), args) as Promise<unknown>;

/** Without the cause: clients put what they sent on it, a password among that. */
export const redisError = (error: unknown): SwarmError => {
  if (error instanceof SwarmError) return error;
  const message = redactText(messageOf(error));
  // Not what was written there: it will fail as often as it is asked.
  return new SwarmError(
    /WRONGTYPE|is not an integer/.test(message) ? 'protocol' : 'network',
    `Redis failed: ${message}`,
  );
};
