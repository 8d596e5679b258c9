import type { Conversation } from 'rxswarm/converse';
import { byId, element } from './element.ts';
import { isOffline } from './offline.ts';

/** Shows what goes on, and what the user can do about it. */
export const showStatus = (conversation: Conversation, agent: string): void => {
  const { status } = conversation;
  const text = statusText(conversation, agent);
  const view = byId('status');
  // Announces a status once, because a live region that is set to the same text again is read again.
  if (view.dataset['text'] === text) return;
  view.dataset['text'] = text;
  view.dataset['status'] = status;
  view.replaceChildren(text, ...remedies(conversation));
};

/** Tells that the server does not take the state any more: it was restarted, or the state is too old. */
const isOver = ({ error }: Conversation): boolean =>
  error?.type === 'http' && /^(Bad Request: the state was not made by|Gone: the state has expired)/.test(error.message);

const remedies = (conversation: Conversation): readonly Node[] => {
  const { status } = conversation;
  if (status !== 'stopped' && status !== 'failed') return [];
  const [name, data] = isOver(conversation) ? ['New conversation', 'data-new'] : ['Try again', 'data-retry'];
  return [element('button', { type: 'button', class: 'quiet', [data]: true }, name)];
};

const waitingText = ({ name, question }: Conversation['waiting'][number]): string =>
  question === undefined ? `${name} waits for your decision.` : `${name} asks: ${question.text}`;

const statusText = (conversation: Conversation, agent: string): string => {
  const { status, waiting, error } = conversation;
  switch (status) {
    case 'answering':
      return `${agent} is answering`;
    case 'reconnecting':
      return 'The connection is lost. Trying again.';
    case 'waiting':
      return waiting.map(waitingText).join(' ');
    case 'stopped':
      return 'Stopped.';
    case 'failed':
      if (isOver(conversation)) return 'This conversation cannot go on. Begin a new one.';
      if (isOffline(conversation)) return 'Offline, trying again.';
      return `That failed: ${error?.message ?? 'nobody knows why.'}`;
    case 'idle':
      return '';
  }
};
