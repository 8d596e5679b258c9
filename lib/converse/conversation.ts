import type { Approval } from '../agent/run-options.ts';
import type { Message, Usage, UserMessage } from '../messages/types.ts';

/**
 * Where a conversation is:
 * - `idle`: it waits for the user
 * - `answering`: an answer is under way
 * - `waiting`: calls wait for approval; something else may be said instead
 * - `stopped`: the last answer was stopped
 * - `failed`: the last answer failed; `error` says how
 */
export type ConversationStatus = 'idle' | 'answering' | 'waiting' | 'stopped' | 'failed';

/** A message as a view shows it. */
export interface TranscriptEntry {
  readonly message: Message;
  /**
   * `partial` while it arrives. `stopped` and `failed`: it belongs to an answer that did not come to its end, and no
   * agent will know of it.
   */
  readonly status: 'whole' | 'partial' | 'stopped' | 'failed';
}

/** A call, as its view shows it. */
export interface ConversationCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it. */
  readonly arguments: string;
  /** The last value of the Observable that the function returned, if it did. */
  readonly progress?: unknown;
}

/**
 * All that a view needs and a page has to keep: immutable data, and JSON when `S` is. `S` is what is carried to the next
 * request.
 */
export interface Conversation<S = string> {
  readonly status: ConversationStatus;
  readonly transcript: readonly TranscriptEntry[];
  /** The name of the one who is active; '' until the first answer where a server knows it only. */
  readonly agent: string;
  /** Those under way, in the order they began. */
  readonly calls: readonly ConversationCall[];
  /** Those that wait for the user's decision. */
  readonly approvals: readonly ConversationCall[];
  /** Said by the user, and in no answer that came to its end: sent with what is said next. */
  readonly unsent: readonly UserMessage[];
  /** Said by the user during an answer: each waits its turn, and is part of the transcript when it comes. */
  readonly queued: readonly UserMessage[];
  /** Summed over the answers; absent when no server counted. */
  readonly usage?: Usage;
  /** While `failed`: what failed. */
  readonly error?: { readonly type: string; readonly message: string } | undefined;
  readonly state?: S;
}

/** One in which nothing was said. */
export const emptyConversation: Conversation<never> = {
  status: 'idle',
  transcript: [],
  agent: '',
  calls: [],
  approvals: [],
  unsent: [],
  queued: [],
};

/** What a user does. */
export type ConversationInput =
  /** Says something. */
  | string
  | UserMessage
  /** Decides calls that wait, by id; those left out wait on. */
  | { readonly approvals: Readonly<Record<string, Approval>> }
  /** Ends the answer under way and all it started. */
  | { readonly stop: true }
  /** Has the last answer given again, or goes on where it failed. */
  | { readonly retry: true };
