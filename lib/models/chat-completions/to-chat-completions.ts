import { NO_PARAMETERS } from '../../agent/function-schema.ts';
import type { Origin } from '../../messages/origin.ts';
import { toToolName } from '../../messages/tool-name.ts';
import type { ChatCompletionRequest, Message, Tool } from '../../messages/types.ts';
import { withoutOtherApis } from '../parameters.ts';
import { chatMessages } from './chat-messages.ts';
import { wantsReasoning } from './opaque.ts';
import { toChatMessage } from './to-chat-message.ts';

/**
 * Returns a request as Chat Completions servers take it: the fields of the API alone, all calls answered, user messages in a
 * row joined, pictures of results shown by the user. What a server sent for itself alone, such as a signature, stays in answers of this `origin`; default: in none.
 * Wires do this themselves; a chat model of your own that asks such a server needs it.
 *
 * @example
 * ```ts
 * const model: ChatModel = (request) => defer(() => client.chat.completions.create(toChatCompletions(request)));
 * ```
 */
export const toChatCompletions = (request: ChatCompletionRequest, origin?: Origin): ChatCompletionRequest => {
  const normal = chatMessages(request.messages);
  return {
    ...withoutOtherApis(request),
    ...calledTools(request),
    messages: normal.map(toChatMessage(origin, wantsReasoning(normal, origin))),
  };
};

/** Declares the functions that were called, if there are no tools: Claude behind proxies refuses calls without tools. */
export const calledTools = ({
  messages = [],
  tools = [],
}: Partial<ChatCompletionRequest>): Partial<ChatCompletionRequest> => {
  const names = tools.length > 0 ? [] : messages.flatMap(calledIn);
  return names.length === 0 ? {} : { tools: [...new Set(names)].map(toDeclaration), tool_choice: 'none' };
};

const calledIn = (message: Message): readonly string[] =>
  message.role === 'assistant' ? (message.tool_calls ?? []).map(({ function: { name } }) => toToolName(name)) : [];

const toDeclaration = (name: string): Tool => ({
  type: 'function',
  function: { name, parameters: NO_PARAMETERS, strict: false },
});
