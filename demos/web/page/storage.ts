import { emptyConversation, type Conversation } from 'rxswarm/converse';

/** Storage of the tab: the transcript, and the sealed state that the server needs back. The server stores neither. */
const keyOf = (room: string): string => `rxswarm:${room}`;

export const save = (room: string, conversation: Conversation): void => {
  try {
    sessionStorage.setItem(keyOf(room), JSON.stringify(conversation));
  } catch {
    // Storage may be full or forbidden. The conversation then continues, but a reload starts a new one.
  }
};

export const clear = (room: string): void => sessionStorage.removeItem(keyOf(room));

export const load = (room: string): Conversation => {
  try {
    const value = JSON.parse(sessionStorage.getItem(keyOf(room)) ?? 'null') as Conversation | null;
    return value === null ? emptyConversation : { ...emptyConversation, ...value };
  } catch {
    return emptyConversation;
  }
};
