import type { Kept } from './kept.ts';
import type { AssistantMessage, Message, ToolCall } from './types.ts';
import { isShown, waitingCalls } from './waiting.ts';

/** The messages of one run. `append` grows them in place, because copying them each turn would make long runs quadratic. */
export interface History {
  /** The messages that went in, then the new ones. */
  readonly messages: Message[];
  /** The number of messages that went in. */
  readonly given: number;
  /** Holds what wires keep of the messages from one turn to the next. */
  readonly kept: Kept;
  /** The number of messages when the run was stored last. */
  stored: number;
}

/** Begins the history of a run with copies of the messages that went in, because wires keep what they write of them. */
export const historyOf = (messages: readonly Message[]): History => ({
  messages: messages.map((message) => ({ ...message })),
  given: messages.length,
  kept: new Map(),
  stored: messages.length,
});

/** Adds what a turn brought. */
export const append = ({ messages }: History, added: readonly Message[]): void => {
  for (const message of added) messages.push(message);
};

/** Returns true once the run has brought a message. */
export const hasNew = ({ messages, given }: History): boolean => messages.length > given;

/** Returns the new messages of the run so far. */
export const newMessages = ({ messages, given }: History): readonly Message[] => messages.slice(given);

/** Returns the calls that the messages end in and that no message answers yet. */
export const openCalls = (messages: readonly Message[]): readonly ToolCall[] => {
  const last = messages.findLastIndex(({ role }) => role !== 'tool');
  const caller = messages[last];
  return caller === undefined ? [] : unanswered(caller, messages.slice(last + 1));
};

/** Returns the ids of the open calls that wait for the caller's decision. */
export const waitingIds = (messages: readonly Message[]): readonly string[] => {
  const known = waitingCalls(messages);
  return openCalls(messages).flatMap(({ id }) => (known.has(id) ? [id] : []));
};

/** Returns the message whose call the last message answers, if the last message answers one. */
export const lastCaller = (messages: readonly Message[]): AssistantMessage | undefined => {
  const last = messages.at(-1);
  if (last?.role !== 'tool') return undefined;
  return messages.findLast(
    (message): message is AssistantMessage =>
      message.role === 'assistant' && (message.tool_calls ?? []).some(({ id }) => id === last.tool_call_id),
  );
};

/** Returns who last called each function, except an agent: the messages are looked through once, at the first question. */
export const otherCallers = (messages: readonly Message[], agent: string): ((name: string) => string | undefined) => {
  let callers: ReadonlyMap<string, string> | undefined;
  return (name) => (callers ??= new Map(messages.flatMap((message) => callersIn(message, agent)))).get(name);
};

const callersIn = (message: Message, agent: string): readonly (readonly [string, string])[] => {
  const { sender = agent, tool_calls: calls = [] } = message.role === 'assistant' ? message : {};
  return sender === agent ? [] : calls.map(({ function: { name } }) => [name, sender]);
};

const unanswered = (message: Message, answers: readonly Message[]): readonly ToolCall[] => {
  if (message.role !== 'assistant' || !message.tool_calls) return [];
  const answered = new Set(
    answers.map((answer) => (answer.role === 'tool' && isShown(answer) ? answer.tool_call_id : undefined)),
  );
  return message.tool_calls.filter(({ id }) => !answered.has(id));
};
