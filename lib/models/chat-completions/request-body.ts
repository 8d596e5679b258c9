import { keptOf } from '../../messages/kept.ts';
import type { Origin } from '../../messages/origin.ts';
import type { ChatCompletionRequest, Message } from '../../messages/types.ts';
import { withoutOtherApis } from '../parameters.ts';
import { jsonText } from '../transport/json-text.ts';
import { chatMessages } from './chat-messages.ts';
import { wantsReasoning } from './opaque.ts';
import { calledTools } from './to-chat-completions.ts';
import { toChatMessage } from './to-chat-message.ts';

/** Returns the body of a request. Throws a `usage` error for values that JSON cannot hold, such as a bigint or a circle. */
export const requestBody = (request: ChatCompletionRequest, origin?: Origin): string =>
  jsonText(() => written(withoutOtherApis(request), origin));

/** Writes field by field, so that JSON kept from earlier turns is used again. */
const written = (request: ChatCompletionRequest, origin: Origin | undefined): string => {
  const { tools = [] } = request;
  const whole = tools.length > 0 ? request : { ...request, ...calledTools(request) };
  let fields = '';
  for (const name of Object.keys(whole)) {
    const text = textOf(name, whole[name], origin);
    if (text !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(name)}:${text}`;
  }
  return `{${fields}}`;
};

const textOf = (name: string, value: unknown, origin: Origin | undefined): string | undefined => {
  if (name === 'messages' && Array.isArray(value)) return `[${messagesText(value as readonly Message[], origin)}]`;
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
 * Writes only the messages that the turn before did not send to this origin. Messages that have to be put in order first are
 * written anew each time, as are those that another function has put in place of the run's.
 */
const messagesText = (messages: readonly Message[], origin: Origin | undefined): string => {
  const normal = chatMessages(messages);
  const isThinking = wantsReasoning(normal, origin);
  const write = writing(origin, isThinking);
  // The instructions may differ from turn to turn.
  const [first] = normal;
  const own = first?.role === 'system' ? 1 : 0;
  const sent = keptOf(messages, `messages ${JSON.stringify([origin, isThinking])}`, nothingSent);
  if (normal !== messages || !sent.messages.every((message, place) => message === normal[place + own])) {
    return normal.map(write).join();
  }
  for (let place = sent.messages.length + own; place < normal.length; place++) {
    const text = write(normal[place] as Message, place, normal);
    sent.text += sent.messages.length === 0 ? text : `,${text}`;
    sent.messages.push(normal[place] as Message);
  }
  return [...normal.slice(0, own).map(write), sent.text].filter(Boolean).join();
};

const nothingSent = (): Sent => ({ messages: [], text: '' });

const writing = (origin: Origin | undefined, isThinking: boolean) => {
  const toSent = toChatMessage(origin, isThinking);
  return (message: Message, place: number, messages: readonly Message[]): string =>
    JSON.stringify(toSent(message, place, messages));
};
