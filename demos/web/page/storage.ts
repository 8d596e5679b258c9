import { emptyConversation } from 'rxswarm/converse';
import type { Saved } from './checkpoints.ts';

export const NOTHING: Saved = { conversation: emptyConversation, checkpoints: [] };

/** Conversations of this page by room, because the tab's storage may be full or forbidden. */
const kept = new Map<string, Saved>();

/** Storage of the tab: the transcript, and the sealed state that the server needs back. The server stores neither. */
const keyOf = (room: string): string => `rxswarm:${room}`;

export const save = (room: string, saved: Saved): void => {
  kept.set(room, saved);
  try {
    sessionStorage.setItem(keyOf(room), JSON.stringify(saved));
  } catch {
    // The conversation continues, but a reload starts the one that was stored last.
  }
};

export const load = (room: string): Saved => {
  const here = kept.get(room);
  if (here !== undefined) return here;
  try {
    const { conversation, checkpoints = [] } = JSON.parse(
      sessionStorage.getItem(keyOf(room)) ?? '{}',
    ) as Partial<Saved>;
    return { conversation: { ...emptyConversation, ...conversation }, checkpoints };
  } catch {
    return NOTHING;
  }
};
