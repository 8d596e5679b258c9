import { usageError } from '../../agent/errors.ts';
import { onceEach } from '../../messages/once-each.ts';
import type { ChatCompletionRequest, Message } from '../../messages/types.ts';
import { isError } from '../errors/network-error.ts';
import { normalMessages } from './normal-messages.ts';
import { calledTools } from './to-chat-completions.ts';
import { toChatMessage } from './to-chat-message.ts';

/** Returns the body of a request. Throws a `usage` error for values that JSON cannot hold, such as a bigint or a circle. */
export const requestBody = (request: ChatCompletionRequest): string => {
  try {
    return written(request);
  } catch (cause) {
    const reason = isError(cause) ? cause.message.split('\n')[0] : cause;
    throw usageError(`The request cannot be written as JSON: ${String(reason)}.`, { cause });
  }
};

const written = (request: ChatCompletionRequest): string => {
  let fields = '';
  for (const [name, value] of Object.entries({ ...request, ...calledTools(request) })) {
    const text = textOf(name, value);
    if (text !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(name)}:${text}`;
  }
  return `{${fields}}`;
};

/** Writes each message and tool by itself, because a run that sends them again keeps their JSON. */
const textOf = (name: string, value: unknown): string | undefined => {
  if (name === 'messages' && Array.isArray(value)) {
    const messages = value as readonly Message[];
    return `[${normalMessages(messages).map(onceEach(messages, messageText)).join()}]`;
  }
  if (name === 'tools' && Array.isArray(value)) return `[${value.map(onceEach(value, toolText)).join()}]`;
  return JSON.stringify(value);
};

const messageText = (message: Message): string => JSON.stringify(toChatMessage(message));

const toolText = (tool: object): string => JSON.stringify(tool);
