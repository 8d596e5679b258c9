import type { Agent } from '../../agent/agent.ts';
import { SwarmError, usageError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { Response, RunEvent } from '../../agent/response.ts';
import type { Checkpoint } from '../../agent/run-options.ts';
import { validateOptions } from '../../loop/validate.ts';
import { openCalls } from '../../messages/history.ts';
import type { AssistantMessage, Message } from '../../messages/types.ts';
import { isCarriable } from '../../util/json-safe.ts';
import { isCheckpoint } from './shapes.ts';

/** A checkpoint as it is read: the agent by name. */
export type StoredCheckpoint = Checkpoint<RemoteAgent>;

/**
 * Returns a checkpoint as JSON, without its messages: each of those is stored once, so that a long run does not write them again
 * with each turn.
 *
 * @throws SwarmError `usage` for context variables that JSON cannot hold.
 */
export const checkpointText = ({ response, ...rest }: Checkpoint): string => {
  for (const [name, value] of Object.entries(response.contextVariables)) {
    if (!isCarriable(value)) {
      const message = `The context variable "${name}" cannot be stored: JSON does not hold it. Keep its id, and look it up.`;
      throw new SwarmError('usage', message, { response });
    }
  }
  return JSON.stringify({ ...rest, response: { ...response, messages: [] } });
};

/**
 * Reads a stored checkpoint: returns it, the problem with it, or neither where nothing is stored. Treats it as untrusted: anyone
 * with write access to Redis could have changed it.
 */
export const readCheckpoint = (
  text: string,
  messages: readonly string[],
): { readonly checkpoint?: StoredCheckpoint; readonly problem?: SwarmError } => {
  if (text === '') return {};
  try {
    const found: unknown = JSON.parse(text);
    if (!isCheckpoint(found)) return { problem: notACheckpoint() };
    const { response, ...rest } = found as StoredCheckpoint;
    const added = messages.map((each) => JSON.parse(each) as Message);
    requireMessages(added);
    return { checkpoint: { ...rest, response: { ...response, messages: added } } };
  } catch {
    return { problem: notACheckpoint() };
  }
};

const notACheckpoint = (): SwarmError => usageError('The stored state of the run is not a checkpoint.');

/** @throws SwarmError `usage` for messages that `run()` refuses. */
const requireMessages = (messages: readonly Message[]): void =>
  validateOptions({ agent: { name: 'stored' } as unknown as Agent, messages });

/** Returns the response so far of a run that has not begun. */
export const emptyResponse = (agent: string, contextVariables: object = {}): Response<RemoteAgent> => ({
  messages: [],
  agent: { name: agent },
  contextVariables: { ...contextVariables },
});

/**
 * Returns the events that watchers must see again after a turn was declared void: the stored completion, where the run goes on
 * with its calls.
 */
export const replayOf = (checkpoint: StoredCheckpoint | undefined): readonly RunEvent<RemoteAgent>[] => {
  const messages = checkpoint?.response.messages ?? [];
  if (openCalls(messages).length === 0) return [];
  const last = messages.findLast((message): message is AssistantMessage => message.role === 'assistant');
  if (last === undefined) return [];
  const { content, tool_calls: calls = [], refusal, sender } = last;
  const delta = {
    role: 'assistant',
    ...(typeof content === 'string' && { content }),
    ...(refusal && { refusal }),
    tool_calls: calls.map((call, index) => ({ index, ...call })),
    ...(sender !== undefined && { sender }),
  };
  return [{ delim: 'start' }, delta, { delim: 'end' }];
};
