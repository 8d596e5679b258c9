import type { Decisions } from '../agent/decision.ts';
import type { AskedQuestion, WaitingReason } from '../messages/waiting.ts';
import type { Message, Usage, UserMessage } from '../messages/types.ts';

/**
 * The status of a conversation:
 * - `idle`: nothing is under way
 * - `answering`: an answer is under way
 * - `reconnecting`: an answer is under way, and the connection to it is lost
 * - `waiting`: calls wait for a decision; the user may also say something else
 * - `stopped`: the last answer was stopped
 * - `failed`: the last answer failed; `error` has the reason
 */
export type ConversationStatus = 'idle' | 'answering' | 'reconnecting' | 'waiting' | 'stopped' | 'failed';

/** A message as a view shows it. The same object from one conversation to the next until it changes. */
export interface TranscriptEntry {
  /** The message; its `sender` names the agent. */
  readonly message: Message;
  /**
   * `partial` while the message arrives, then `whole`. `stopped` and `failed` mark messages of an answer that did not
   * finish; no agent reads them.
   */
  readonly status: 'whole' | 'partial' | 'stopped' | 'failed';
}

/** A function call as a view shows it. */
export interface ConversationCall {
  /** The call's id; `{ decisions: { [id]: … } }` decides on it. */
  readonly id: string;
  /** The function's name. */
  readonly name: string;
  /** JSON as the model wrote it, or as somebody edited it. */
  readonly arguments: string;
  /** The last value that the function's Observable emitted; absent before. */
  readonly progress?: unknown;
}

/** A call that waits. Its `reason` says what decisions fit. */
export interface WaitingCall extends ConversationCall {
  /** The thing that it waits for: `approval`, an answer to its `question`, or the result of a `client`'s function. */
  readonly reason: WaitingReason;
  /** The question to the user, where the reason is one. */
  readonly question?: AskedQuestion;
  /** True if `{ arguments }` may approve the call with other arguments, as far as the function's rule allows. */
  readonly edit?: true;
}

/** A conversation after an event: all that a view shows and a page stores. Immutable, and JSON if `S` is. */
export interface Conversation<S = string> {
  /** Tells what goes on now. */
  readonly status: ConversationStatus;
  /** The messages in order, with the one that is arriving. */
  readonly transcript: readonly TranscriptEntry[];
  /** The number of entries before the last answer. Absent before the first one. */
  readonly answerFrom?: number;
  /** The active agent's name; `''` over a wire until the first answer names it. */
  readonly agent: string;
  /** Calls under way, in the order they began. */
  readonly calls: readonly ConversationCall[];
  /** Calls that wait for the user's decision. */
  readonly waiting: readonly WaitingCall[];
  /** Messages of the user that have no finished answer. They are sent with the next message. */
  readonly unsent: readonly UserMessage[];
  /** Messages of the user that wait for the end of the answer. They join the transcript when their turn comes. */
  readonly queued: readonly UserMessage[];
  /** Tokens of all answers; absent if no server counts. */
  readonly usage?: Usage;
  /** The reason while `failed`: the type of a `SwarmError`, or `unknown`, and a message. */
  readonly error?:
    | {
        /** Type of the error: a `SwarmErrorType`, or `unknown` for any other error. */
        readonly type: string;
        /** Message of the error. Over a wire it is the server's. */
        readonly message: string;
      }
    | undefined;
  /** Passed to the next request: over a wire the sealed state, else messages, agent and context variables. */
  readonly state?: S;
}

/**
 * A conversation without messages.
 *
 * @example
 * const store = toStore(converse(connect('/chat'), inputs$), emptyConversation);
 */
export const emptyConversation: Conversation<never> = {
  status: 'idle',
  transcript: [],
  agent: '',
  calls: [],
  waiting: [],
  unsent: [],
  queued: [],
};

/** Tells whether an answer is under way, connected or not. */
export const isUnderWay = ({ status }: Pick<Conversation, 'status'>): boolean =>
  status === 'answering' || status === 'reconnecting';

/** An action of the user. */
export type ConversationInput =
  /** Says something. */
  | string
  | UserMessage
  | {
      /** Decides waiting calls, by id. Calls that are left out keep waiting. */
      readonly decisions: Decisions;
    }
  | {
      /** Stops the answer and everything it started. */
      readonly stop: true;
    }
  | {
      /** Asks for the last answer again, or continues where it failed. */
      readonly retry: true;
    };
