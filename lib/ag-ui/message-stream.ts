import type { AGUIEvent } from '@ag-ui/core';
import { randomId } from '../util/random-id.ts';
import { event } from './protocol.ts';

/** A message whose text streams. The first text opens it. */
export interface MessageStream {
  readonly append: (delta: string) => readonly AGUIEvent[];
  readonly close: () => readonly AGUIEvent[];
}

export interface MessageEvents {
  readonly start: () => readonly AGUIEvent[];
  readonly content: (delta: string) => AGUIEvent;
  readonly end: () => readonly AGUIEvent[];
}

export const messageStream = ({ start, content, end }: MessageEvents): MessageStream => {
  let isOpen = false;
  return {
    append(delta) {
      if (delta === '') return [];
      const opening = isOpen ? [] : start();
      isOpen = true;
      return [...opening, content(delta)];
    },
    close() {
      const closing = isOpen ? end() : [];
      isOpen = false;
      return closing;
    },
  };
};

/** The text of an answer. */
export const textStream = (messageId: string, sender: string | undefined): MessageStream =>
  messageStream({
    start: () => [
      event('TEXT_MESSAGE_START', { messageId, role: 'assistant', ...(sender === undefined ? {} : { name: sender }) }),
    ],
    content: (delta) => event('TEXT_MESSAGE_CONTENT', { messageId, delta }),
    end: () => [event('TEXT_MESSAGE_END', { messageId })],
  });

/** The reasoning before an answer: a new message each time it is opened. */
export const reasoningStream = (): MessageStream => {
  let messageId = '';
  return messageStream({
    start: () => {
      messageId = `reasoning_${randomId()}`;
      return [
        event('REASONING_START', { messageId }),
        event('REASONING_MESSAGE_START', { messageId, role: 'reasoning' }),
      ];
    },
    content: (delta) => event('REASONING_MESSAGE_CONTENT', { messageId, delta }),
    end: () => [event('REASONING_MESSAGE_END', { messageId }), event('REASONING_END', { messageId })],
  });
};
