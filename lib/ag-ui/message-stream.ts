import type { AGUIEvent } from '@ag-ui/core';
import { randomId } from '../util/random-id.ts';
import { event } from './protocol.ts';

/** Words that come one after another: opened by the first of them. */
export interface Speech {
  readonly say: (delta: string) => readonly AGUIEvent[];
  readonly close: () => readonly AGUIEvent[];
}

export const speech = (
  begin: () => readonly AGUIEvent[],
  goOn: (delta: string) => AGUIEvent,
  end: () => readonly AGUIEvent[],
): Speech => {
  let isOpen = false;
  return {
    say(delta) {
      if (delta === '') return [];
      const opening = isOpen ? [] : begin();
      isOpen = true;
      return [...opening, goOn(delta)];
    },
    close() {
      const closing = isOpen ? end() : [];
      isOpen = false;
      return closing;
    },
  };
};

/** What a model thinks before it speaks: a message of its own, another each time it thinks again. */
export const reasoningSpeech = (): Speech => {
  let messageId = '';
  return speech(
    () => {
      messageId = `reasoning_${randomId()}`;
      return [
        event('REASONING_START', { messageId }),
        event('REASONING_MESSAGE_START', { messageId, role: 'reasoning' }),
      ];
    },
    (delta) => event('REASONING_MESSAGE_CONTENT', { messageId, delta }),
    () => [event('REASONING_MESSAGE_END', { messageId }), event('REASONING_END', { messageId })],
  );
};
