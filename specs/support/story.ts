import type { Conversation } from 'rxswarm/converse';
import { auditTime, distinctUntilChanged, map, pipe, type OperatorFunction } from 'rxjs';

/** Names an entry in a word: `user Hi`, `Ada Hello`, `partial Ada Hel`. */
const entryOf = ({ message, status }: Conversation<unknown>['transcript'][number]): string => {
  const who = message.role === 'assistant' ? (message.sender ?? '?') : message.role;
  const text = typeof message.content === 'string' ? message.content : 'calls';
  return `${status === 'whole' ? '' : `${status} `}${who} ${text}`;
};

/** Names the state of a conversation: `answering: user Hi, partial Ada Hel`. */
export const storyOf = (conversation: Conversation<unknown>): string => {
  const { status, transcript, calls, waiting, unsent, queued } = conversation;
  const more = [
    ...calls.map(({ name, progress }) => `[${name}${progress === undefined ? '' : ` ${progress as string}`}]`),
    ...waiting.map(({ name }) => `[${name}?]`),
    ...(status === 'answering' ? [] : unsent.map(({ content }) => `[unsent ${content as string}]`)),
    ...queued.map(({ content }) => `[queued ${content as string}]`),
  ];
  return `${status}: ${[transcript.map(entryOf).join(', '), ...more].join(' ')}`.trim();
};

/** Lists the painted states: the last of each frame, when it differs from the one before. */
export const painted = (): OperatorFunction<Conversation<unknown>, string> =>
  pipe(map(storyOf), auditTime(0), distinctUntilChanged());
