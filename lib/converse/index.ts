/* `rxswarm/converse`: turns a user's inputs into a stream of conversations. */

export { converse, type ConverseOptions, type LocalConverseOptions } from './converse.ts';
export {
  emptyConversation,
  type Conversation,
  type ConversationCall,
  type ConversationInput,
  type ConversationStatus,
  type TranscriptEntry,
} from './conversation.ts';
export type { LocalState, Runnable } from './backend.ts';
export { toStore, type Store } from './to-store.ts';
