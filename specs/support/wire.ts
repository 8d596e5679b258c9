import type { ChatCompletionChunk, ChatCompletionRequest } from '../../lib/messages/types.ts';

/* What goes over the wire, as a server writes it. */

export const REQUEST: ChatCompletionRequest = {
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'Hello' }],
  stream: true,
};

/** A server-sent event. */
export const event = (json: unknown): string => `data: ${JSON.stringify(json)}\n\n`;

export const content = (text: string): ChatCompletionChunk => ({ choices: [{ index: 0, delta: { content: text } }] });

export const finish = (reason = 'stop'): ChatCompletionChunk => ({
  choices: [{ index: 0, delta: {}, finish_reason: reason }],
});

export const DONE = 'data: [DONE]\n\n';

/** A whole answer of one word or more, as events. */
export const answering = (...words: readonly string[]): readonly string[] => [
  ...words.map((word) => event(content(word))),
  event(finish()),
  DONE,
];
