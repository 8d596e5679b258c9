/* Conversations: what a user does goes in, where it stands comes out. */

export {
  emptyConversation,
  type Conversation,
  type ConversationCall,
  type ConversationInput,
  type ConversationStatus,
  type TranscriptEntry,
} from './conversation.ts';
export { converse, type ConverseOptions, type LocalConverseOptions } from './converse.ts';
export type { LocalState, Runnable } from './backend.ts';
export { toStore, type Store } from './to-store.ts';
