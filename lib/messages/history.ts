import { isRecord } from '../util/is-record.ts';
import { toToolName } from './tool-name.ts';
import type { AssistantMessage, Message, ToolCall, ToolMessage } from './types.ts';

/** The messages of one run. Appended in place, in this file only: copying them each turn would make long runs quadratic. */
export interface History {
  /** Those that went in, then the new ones. */
  readonly messages: Message[];
  /** How many went in. */
  readonly given: number;
  /** The same as the endpoint takes them. */
  readonly sent: Message[];
  /** The JSON of the first so many of those, with commas between. */
  readonly written: { count: number; text: string };
}

export const historyOf = (messages: readonly Message[]): History => ({
  messages: [...messages],
  given: messages.length,
  sent: withoutOpenCalls(messages).map(toSent),
  written: { count: 0, text: '' },
});

/** Adds what a turn brought. */
export const append = ({ messages, sent }: History, added: readonly Message[]): void => {
  for (const message of added) {
    messages.push(message);
    sent.push(toSent(message));
  }
};

/**
 * The JSON of the first `length` messages that are sent, without brackets; undefined where more have been asked for before. Each
 * is written once in a run, whatever the caller does with its parts meanwhile.
 */
export const writtenTo = ({ sent, written }: History, length: number): string | undefined => {
  for (; written.count < length; written.count++) {
    written.text += `${written.count === 0 ? '' : ','}${JSON.stringify(sent[written.count])}`;
  }
  return written.count === length ? written.text : undefined;
};

/** Whether the run has brought a message yet. */
export const hasNew = ({ messages, given }: History): boolean => messages.length > given;

/** The new messages of the run so far. */
export const newMessages = ({ messages, given }: History): readonly Message[] => messages.slice(given);

/** The calls that the messages end in and that no message answers yet. */
export const openCalls = (messages: readonly Message[]): readonly ToolCall[] => {
  const last = messages.findLastIndex(({ role }) => role !== 'tool');
  const caller = messages[last];
  return caller === undefined ? [] : unanswered(caller, messages.slice(last + 1));
};

/** The message that made the call which the last message answers, if the last message answers one. */
export const lastCaller = (messages: readonly Message[]): AssistantMessage | undefined => {
  const last = messages.at(-1);
  return last?.role === 'tool' ? findCaller(messages, ({ id }) => id === last.tool_call_id) : undefined;
};

/** The last message in which another agent than this one called the function. */
export const formerCaller = (messages: readonly Message[], name: string, agent: string): AssistantMessage | undefined =>
  findCaller(messages, (call, { sender = agent }) => call.function.name === name && sender !== agent);

const findCaller = (
  messages: readonly Message[],
  matches: (call: ToolCall, message: AssistantMessage) => boolean,
): AssistantMessage | undefined =>
  messages.findLast(
    (message): message is AssistantMessage =>
      message.role === 'assistant' && (message.tool_calls ?? []).some((call) => matches(call, message)),
  );

const unanswered = (message: Message, answers: readonly Message[]): readonly ToolCall[] => {
  if (message.role !== 'assistant' || !message.tool_calls) return [];
  const answered = new Set(answers.map((answer) => (answer.role === 'tool' ? answer.tool_call_id : undefined)));
  return message.tool_calls.filter(({ id }) => !answered.has(id));
};

/** Endpoints refuse a conversation that goes on past calls nobody answered: those are answered here. */
const withoutOpenCalls = (messages: readonly Message[]): readonly Message[] => {
  const closed: Message[] = [];
  let open: readonly ToolCall[] = [];
  for (const message of messages) {
    if (message.role === 'tool') open = open.filter(({ id }) => id !== message.tool_call_id);
    else {
      closed.push(...open.map(notExecuted));
      open = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
    }
    closed.push(message);
  }
  return closed;
};

const notExecuted = ({ id, function: called }: ToolCall): ToolMessage => ({
  role: 'tool',
  tool_call_id: id,
  tool_name: called.name,
  content: 'not executed',
});

/** What the Chat Completions API defines of a message: strict servers refuse anything else, and nulls. */
const FIELDS = ['role', 'content', 'name', 'refusal', 'audio', 'tool_call_id'] as const;

const toSent = (message: Message): Message => {
  const fields = message as unknown as Readonly<Record<string, unknown>>;
  const sent: Record<string, unknown> = {};
  for (const field of FIELDS) if (fields[field] != null) sent[field] = fields[field];
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  if (calls.length > 0) sent.tool_calls = calls.map(toSentCall);
  else if (sent.content === undefined && sent.audio === undefined) sent.content = '';
  return sent as unknown as Message;
};

/** Nothing broken is echoed: the tool message that answers says what was wrong with the call. */
const toSentCall = ({ id, function: called }: ToolCall): ToolCall => ({
  id,
  type: 'function',
  function: {
    name: toToolName(called.name),
    arguments: isJsonObject(called.arguments) ? called.arguments : '{}',
  },
});

const isJsonObject = (text: string): boolean => {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
};
