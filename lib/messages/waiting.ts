import type { JsonSchema, Message, ToolCall, ToolMessage } from './types.ts';

/**
 * The thing that a call waits for:
 * - `approval`: its function needs one
 * - `question`: its function asked the user
 * - `client`: its function is executed by the subscriber
 */
export type WaitingReason = 'approval' | 'question' | 'client';

/** Question of a function to the user. */
export interface AskedQuestion {
  /** Words of the question. */
  readonly text: string;
  /** JSON Schema of the answer. */
  readonly schema: JsonSchema;
}

/** Facts about a call that several runs may add to before it is answered. */
export interface CallFacts {
  /** True once the call was approved. It is not asked for again. */
  readonly approved?: true;
  /** Arguments that take the place of the model's. */
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** Name of the person who edited the arguments. */
  readonly by?: string;
  /** Answers to the questions of its function so far, in order. */
  readonly answers?: readonly unknown[];
}

/** State of a call that waits, as the messages keep it. */
export interface Waiting extends CallFacts {
  /** The thing that the call waits for. */
  readonly reason: WaitingReason;
  /** The question, where the reason is one. */
  readonly question?: AskedQuestion;
}

/** A tool message that leaves its call open. Neither a model nor a client is sent it. */
export interface WaitingMessage extends ToolMessage {
  readonly waiting: Waiting;
}

/** Marks a call as one that waits. */
export const waitingMessage = ({ id, function: { name } }: ToolCall, waiting: Waiting): WaitingMessage => ({
  role: 'tool',
  tool_call_id: id,
  tool_name: name,
  content: '',
  waiting,
});

/** Tells a message that leaves its call open. */
export const isWaiting = (message: Message): message is WaitingMessage =>
  message.role === 'tool' && message.waiting != null;

/** Tells a message that models and clients are sent. */
export const isShown = (message: Message): boolean => !isWaiting(message);

/** Returns the state in which the messages of a turn leave its waiting calls, by id: the last word about a call counts. */
export const waitingCalls = (messages: readonly Message[]): ReadonlyMap<string, Waiting> => {
  const turn = messages.slice(messages.findLastIndex(({ role }) => role !== 'tool') + 1);
  return new Map(turn.filter(isWaiting).map(({ tool_call_id: id, waiting }) => [id, waiting]));
};
