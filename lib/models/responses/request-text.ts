import { keptOf } from '../../messages/kept.ts';
import type { Origin } from '../../messages/origin.ts';
import type { ChatCompletionRequest, Message } from '../../messages/types.ts';
import { normalMessages } from '../normal-form/normal-messages.ts';
import { toItems } from './to-input.ts';
import { toParameters } from './to-responses.ts';

/** Returns the JSON of a request. Each message of a run is written once, because the next turn sends it again. */
export const requestText = (request: ChatCompletionRequest, origin: Origin): string => {
  const parameters = toParameters(request);
  const text = JSON.stringify(parameters);
  // The caller's own input takes the place of the messages.
  if ('input' in parameters) return text;
  return `{"input":[${itemsText(request.messages, origin, parameters['store'] === true)}],${text.slice(1)}`;
};

const itemsText = (messages: readonly Message[], origin: Origin, stores: boolean): string => {
  const normal = normalMessages(messages);
  const texts = keptOf(messages, `items ${JSON.stringify([origin, stores])}`, nothingWritten);
  const write = (message: Message, place: number): string => {
    const text = texts.get(message) ?? JSON.stringify(toItems(place, normal, origin, stores)).slice(1, -1);
    texts.set(message, text);
    return text;
  };
  return normal.map(write).filter(Boolean).join();
};

const nothingWritten = (): WeakMap<Message, string> => new WeakMap();
