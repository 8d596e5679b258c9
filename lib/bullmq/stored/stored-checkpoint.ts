import { SwarmError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { Response, RunEvent } from '../../agent/response.ts';
import type { Checkpoint } from '../../agent/run-options.ts';
import { openCalls } from '../../messages/history.ts';
import type { AssistantMessage, Message } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { isCarriable } from '../../util/json-safe.ts';

/** As it is read: the agent by name. */
export type StoredCheckpoint = Checkpoint<RemoteAgent>;

/** Its messages are stored one by one, each once, so that a long run does not write them again each turn. */
export const checkpointText = ({ response, ...rest }: Checkpoint): string => {
  for (const [name, value] of Object.entries(response.contextVariables)) {
    if (!isCarriable(value)) {
      const message = `The context variable "${name}" cannot be stored: JSON does not hold it. Keep its id, and look it up.`;
      throw new SwarmError('usage', message, { response });
    }
  }
  return JSON.stringify({ ...rest, response: { ...response, messages: [] } });
};

/** Where a run stands, if it stands anywhere, or why that cannot be read: whoever can write to Redis may have changed it. */
export const readCheckpoint = (
  text: string,
  messages: readonly string[],
): { readonly checkpoint?: StoredCheckpoint; readonly problem?: SwarmError } => {
  if (text === '') return {};
  try {
    const { response, ...rest } = JSON.parse(text) as StoredCheckpoint;
    if (!isRecord(response) || !isRecord(response.agent)) return NO_CHECKPOINT;
    return {
      checkpoint: { ...rest, response: { ...response, messages: messages.map((each) => JSON.parse(each) as Message) } },
    };
  } catch {
    return NO_CHECKPOINT;
  }
};

const NO_CHECKPOINT = { problem: new SwarmError('usage', 'What is stored of the run is no checkpoint.') };

/** The response so far of a run that nobody has begun. */
export const emptyResponse = (agent: string, contextVariables: object = {}): Response<RemoteAgent> => ({
  ...{ messages: [], agent: { name: agent }, contextVariables: { ...contextVariables } },
});

/**
 * What watchers have to see again once a turn was declared void: the completion that is stored, where its calls are what
 * the run goes on with.
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
