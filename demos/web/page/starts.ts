import { backTo, type Saved } from './checkpoints.ts';
import type { Change } from './changes.ts';
import { saidText, type UserMessage } from './lines.ts';
import { load, NOTHING, save } from './storage.ts';

/** The point from which a conversation goes on, and the message that it goes on with. */
export interface Beginning {
  readonly saved: Saved;
  readonly first?: UserMessage;
}

/** Decides how the conversation of a room goes on. */
export type Start = (room: string) => Beginning;

/** Conversations that "New conversation" has put away, by room. */
const putAway = new Map<string, Saved>();

export const canUndo = (room: string): boolean => putAway.has(room);

/** Goes on where the room was left. */
export const restored: Start = (room) => ({ saved: load(room) });

/** Begins anew. The conversation so far can be brought back. */
export const begun: Start = (room) => {
  const saved = load(room);
  if (saved.conversation.transcript.length > 0) putAway.set(room, saved);
  save(room, NOTHING);
  return { saved: NOTHING };
};

/** Brings back the conversation before `begun`. */
export const undone: Start = (room) => {
  const saved = putAway.get(room) ?? load(room);
  putAway.delete(room);
  save(room, saved);
  return { saved };
};

/** Goes back to an earlier message and says it again, or something else. Its images stay. */
export const changed =
  ({ turn, content }: Change): Start =>
  (room) => {
    const saved = load(room);
    const { conversation, checkpoints } = saved;
    const point = checkpoints.find((each) => each.turn === turn);
    const before = point && conversation.transcript[point.length]?.message;
    if (point === undefined || before?.role !== 'user') return { saved };
    return {
      saved: { conversation: backTo(point, conversation), checkpoints: checkpoints.filter((each) => each.turn < turn) },
      first: { role: 'user', content: content === undefined ? before.content : withText(before.content, content) },
    };
  };

/** Returns the content with another text. */
const withText = (before: UserMessage['content'], after: UserMessage['content']): UserMessage['content'] =>
  typeof before === 'string'
    ? after
    : [
        { type: 'text', text: saidText(after) },
        ...before.filter(isNoText),
        ...(typeof after === 'string' ? [] : after.filter(isNoText)),
      ];

const isNoText = ({ type }: { readonly type: string }): boolean => type !== 'text';
