import { usageError } from '../../agent/errors.ts';
import { keptOf } from '../../messages/kept.ts';
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

/** Writes field by field, so that JSON kept from earlier turns is used again. */
const written = (request: ChatCompletionRequest): string => {
  const { tools = [] } = request;
  const whole = tools.length > 0 ? request : { ...request, ...calledTools(request) };
  let fields = '';
  for (const name of Object.keys(whole)) {
    const text = textOf(name, whole[name]);
    if (text !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(name)}:${text}`;
  }
  return `{${fields}}`;
};

const textOf = (name: string, value: unknown): string | undefined => {
  if (name === 'messages' && Array.isArray(value)) return `[${messagesText(value as readonly Message[])}]`;
  return name === 'tools' && Array.isArray(value)
    ? keptOf(value, toolsText, () => toolsText(value))
    : JSON.stringify(value);
};

const toolsText = (tools: readonly unknown[]): string => JSON.stringify(tools);

/** The messages that a run has sent, and their JSON. */
interface Sent {
  readonly messages: Message[];
  text: string;
}

/**
 * Writes only the messages that the turn before did not send. Messages that have to be put in order first are written anew each
 * time, as are those that another function has put in place of the run's.
 */
const messagesText = (messages: readonly Message[]): string => {
  const normal = normalMessages(messages);
  // The instructions may differ from turn to turn.
  const [first] = normal;
  const own = first?.role === 'system' ? 1 : 0;
  const sent = keptOf(messages, messagesText, nothingSent);
  if (normal !== messages || !sent.messages.every((message, place) => message === normal[place + own])) {
    return normal.map(messageText).join();
  }
  for (const message of normal.slice(sent.messages.length + own)) {
    sent.text += sent.messages.length === 0 ? messageText(message) : `,${messageText(message)}`;
    sent.messages.push(message);
  }
  return [...normal.slice(0, own).map(messageText), sent.text].filter(Boolean).join();
};

const nothingSent = (): Sent => ({ messages: [], text: '' });

const messageText = (message: Message): string => JSON.stringify(toChatMessage(message));
