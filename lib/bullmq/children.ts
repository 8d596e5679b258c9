import { SwarmError } from '../agent/errors.ts';
import { isRecord } from '../util/is-record.ts';
import { toText } from '../util/text.ts';
import type { Message, Response } from '../messages/types.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import { redisError } from './redis/redis.ts';
import type { Task } from './worker/task.ts';

/**
 * The messages a run begins with: its own, and what the runs answered that it waited for. The same for each attempt, as
 * BullMQ keeps those results with the job.
 *
 * @throws SwarmError `incomplete` where none of them has answered.
 */
export const withAnswers = async ({ stored, held: { job }, scope }: Task): Promise<readonly Message[]> => {
  const { children = [], options } = stored;
  if (children.length === 0) return options.messages;
  const [answers, failures] = await Promise.all([
    job.getChildrenValues<unknown>(),
    job.getIgnoredChildrenFailures(),
  ]).catch((error: unknown) => {
    throw redisError(error);
  });
  const keys = children.map((id) => scope.queue.toKey(id));
  if (!keys.some((key) => isRecord(answers[key]))) {
    const reason = failures[keys[0] ?? ''] ?? 'it was removed';
    throw new SwarmError('incomplete', `None of the ${children.length} runs it waited for has answered: ${reason}`);
  }
  const told = keys.map((key, place) => tell(children[place] ?? '', answers[key], failures[key]));
  return [...options.messages, ...told.map((content) => ({ role: 'user' as const, content }))];
};

const tell = (id: string, answer: unknown, failure = 'it was removed'): string => {
  if (!isRecord(answer)) return `${id} failed: ${failure}`;
  const { agent, messages = [], output } = answer as unknown as Partial<Response<RemoteAgent>>;
  const last = messages.findLast(({ role }) => role === 'assistant')?.content;
  return `${agent?.name ?? id} answers:\n${toText(output ?? last)}`;
};
