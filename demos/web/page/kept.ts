import { emptyConversation, type Conversation } from 'rxswarm/converse';

/** The tab's own memory: what was said, and the sealed state that the server has to get back. The server keeps neither. */
const keyOf = (room: string): string => `rxswarm:${room}`;

export const keep = (room: string, conversation: Conversation): void => {
  try {
    sessionStorage.setItem(keyOf(room), JSON.stringify(conversation));
  } catch {
    // Full, or forbidden: the conversation goes on, but a reload begins a new one.
  }
};

export const forget = (room: string): void => sessionStorage.removeItem(keyOf(room));

export const kept = (room: string): Conversation => {
  try {
    const value = JSON.parse(sessionStorage.getItem(keyOf(room)) ?? 'null') as Conversation | null;
    return value === null ? emptyConversation : { ...emptyConversation, ...value };
  } catch {
    return emptyConversation;
  }
};
