import type { ChatCompletionChunk, ChatCompletionRequest } from '../../lib/messages/types.ts';

/* Chunks and events in the form that a server writes. */

export const REQUEST: ChatCompletionRequest = {
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'Hello' }],
  stream: true,
};

/** Formats a server-sent event. */
export const event = (json: unknown): string => `data: ${JSON.stringify(json)}\n\n`;

export const content = (text: string): ChatCompletionChunk => ({ choices: [{ index: 0, delta: { content: text } }] });

export const finish = (reason = 'stop'): ChatCompletionChunk => ({
  choices: [{ index: 0, delta: {}, finish_reason: reason }],
});

export const DONE = 'data: [DONE]\n\n';

/** Makes the events of a complete answer of at least one word. */
export const answering = (...words: readonly string[]): readonly string[] => [
  ...words.map((word) => event(content(word))),
  event(finish()),
  DONE,
];
