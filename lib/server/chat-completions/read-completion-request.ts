import type { Output } from '../../agent/output.ts';
import type { Message } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import type { ClientTool } from '../client-tools/client-tools.ts';
import type { Limits, ServerOptions } from '../http/options.ts';
import { badRequest, Refusal } from '../http/refusal.ts';
import { includesUsage, readSettings } from './parameters.ts';
import { readMessages } from './read-messages.ts';
import { readResponseFormat } from './read-response-format.ts';
import { readTools } from './read-tools.ts';

/** The part of a Chat Completions request that a swarm acts on. */
export interface CompletionRequest {
  /** The name of an agent. */
  readonly model: string;
  readonly messages: readonly Message[];
  readonly stream: boolean;
  /** True for a stream that ends with a chunk of usage. */
  readonly includeUsage: boolean;
  /** The client's own tools. */
  readonly tools: readonly ClientTool[];
  /** False if none of them is to be called in this answer. */
  readonly mayCall: boolean;
  /** Settings for the model, over those of the agents. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** True if the model has to call a certain tool. */
  readonly isForced: boolean;
  /** The shape of the answer; `undefined` for the agent's own. */
  readonly output: Output | undefined;
}

/**
 * Reads a Chat Completions request. No parameter is without effect unnoticed: each is passed on, acted on or refused.
 *
 * @throws Refusal 400 or 413 that names the wrong part.
 */
export const readCompletionRequest = (
  body: unknown,
  limits: Required<Limits>,
  parts?: ServerOptions['parts'],
): CompletionRequest => {
  if (!isRecord(body)) throw badRequest('the body must be an object.');
  const { model, messages, stream } = body;
  if (typeof model !== 'string') throw badRequest('"model" must be the name of an agent.');
  if (!Array.isArray(messages) || messages.length === 0) {
    throw badRequest('"messages" must be an array of at least one message.');
  }
  if (messages.length > limits.messages) {
    throw new Refusal(413, 'limit', `Content Too Large: there are more than ${limits.messages} messages.`);
  }
  const settings = readSettings(body);
  const { tools, mayCall, choice } = readTools(body, limits);
  return {
    model,
    messages: readMessages(messages, { tools: new Set(tools.map(({ name }) => name)), parts }),
    stream: stream === true,
    includeUsage: includesUsage(body['stream_options']),
    tools,
    mayCall,
    settings: { ...settings, ...choice },
    isForced: 'tool_choice' in choice,
    output: readResponseFormat(body['response_format'], limits),
  };
};
