import { SwarmError } from '../agent/errors.ts';
import type { AssistantMessage, ToolCall, ToolMessage } from '../messages/types.ts';

const AT_LIMIT = 'the answer was cut at the token limit';
const FILTERED = 'a content filter stopped the answer';

/** Reasons to finish after which the calls of an answer may be cut, in the words of several servers. */
const CUTS: Readonly<Record<string, string>> = {
  length: AT_LIMIT,
  max_tokens: AT_LIMIT,
  model_length: AT_LIMIT,
  content_filter: FILTERED,
  sensitive: FILTERED,
};

/** Reasons to finish that say that the server failed. */
const FAILURES: readonly (string | undefined)[] = ['error', 'network_error', 'insufficient_system_resource'];

/** Throws an `api` error, which `turnRetries` may mend, for an answer in the middle of which the server failed. */
export const refuseFailed = (finishReason: string | undefined): void => {
  if (FAILURES.includes(finishReason)) {
    throw new SwarmError('api', `The server ended its answer with the finish reason "${String(finishReason)}".`);
  }
};

/** Returns why the calls of an answer must not be executed, or `undefined` if they may be. */
export const cutShort = ({ refusal }: AssistantMessage, finishReason = ''): string | undefined =>
  (Object.hasOwn(CUTS, finishReason) ? CUTS[finishReason] : undefined) ??
  (refusal ? 'the model refused to answer' : undefined);

/** Answers a call with the reason why it was not executed. */
export const notExecuted = ({ id, function: { name } }: ToolCall, reason: string): ToolMessage => ({
  role: 'tool',
  tool_call_id: id,
  tool_name: name,
  content: `Not executed: ${reason}.`,
});
