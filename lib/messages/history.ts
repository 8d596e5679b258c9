import { isRecord } from '../util/is-record.ts';
import { type ParsedArguments, parseArguments } from './arguments.ts';
import { toToolName } from './tool-name.ts';
import type { AssistantMessage, Message, ToolCall, ToolMessage } from './types.ts';

/** The messages of one run. `append` grows them in place, because copying them each turn would make long runs quadratic. */
export interface History {
  /** The messages that went in, then the new ones. */
  readonly messages: Message[];
  /** The number of messages that went in. */
  readonly given: number;
  /** The same messages as the endpoint takes them. */
  readonly sent: Message[];
  /** The arguments of the calls of the last assistant message. */
  readonly parsed: Map<ToolCall, ParsedArguments>;
  /** The names of the functions that were called, as the endpoint takes them. */
  readonly called: Set<string>;
  /** The JSON of the first `count` messages that are sent, joined by commas. */
  readonly written: { count: number; text: string };
}

/** Begins the history of a run with the messages that went in. */
export const historyOf = (messages: readonly Message[]): History => {
  const calls: SentCalls = { parsed: new Map(), called: new Set() };
  const sent = withoutOpenCalls(messages).map((message) => toSent(message, calls));
  return { messages: [...messages], given: messages.length, sent, ...calls, written: { count: 0, text: '' } };
};

/** Adds what a turn brought. */
export const append = (history: History, added: readonly Message[]): void => {
  for (const message of added) {
    history.messages.push(message);
    history.sent.push(toSent(message, history));
  }
};

/** Returns the parsed arguments of a call: those of the last assistant message's calls were parsed when it was appended. */
export const argumentsIn =
  ({ parsed }: History) =>
  (call: ToolCall): ParsedArguments =>
    parsed.get(call) ?? parseArguments(call);

/**
 * Returns the JSON of the first `length` messages that are sent, without brackets, or `undefined` when more of them have been
 * written before. Each message is written once in a run, because a long run sends all of them again each turn.
 */
export const writtenTo = ({ sent, written }: History, length: number): string | undefined => {
  for (; written.count < length; written.count++) {
    written.text += `${written.count === 0 ? '' : ','}${JSON.stringify(sent[written.count])}`;
  }
  return written.count === length ? written.text : undefined;
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
  const answered = new Set(answers.map((answer) => (answer.role === 'tool' ? answer.tool_call_id : undefined)));
  return message.tool_calls.filter(({ id }) => !answered.has(id));
};

/** Answers the calls that a later message has passed over, because endpoints refuse a conversation with open calls in it. */
const withoutOpenCalls = (messages: readonly Message[]): readonly Message[] => {
  const closed: Message[] = [];
  let calls: readonly ToolCall[] = [];
  const answered = new Set<string>();
  for (const message of messages) {
    if (message.role === 'tool') answered.add(message.tool_call_id);
    else {
      for (const call of calls) if (!answered.has(call.id)) closed.push(notExecuted(call));
      calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
      answered.clear();
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

/** The fields of a message in the Chat Completions API: strict servers refuse any other, and nulls. */
const FIELDS = ['role', 'content', 'name', 'refusal', 'audio', 'tool_call_id'] as const;

/** What a history keeps of the calls that are sent. */
type SentCalls = Pick<History, 'parsed' | 'called'>;

const toSent = (message: Message, kept: SentCalls): Message => {
  const fields = message as unknown as Readonly<Record<string, unknown>>;
  const sent: Record<string, unknown> = {};
  for (const field of FIELDS) if (fields[field] != null) sent[field] = fields[field];
  // The API takes an answer's audio by its id.
  if (isRecord(sent.audio)) sent.audio = { id: sent.audio['id'] };
  if (message.role === 'assistant') kept.parsed.clear();
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  if (calls.length > 0) sent.tool_calls = calls.map((call) => toSentCall(call, kept));
  else if (sent.content === undefined && sent.audio === undefined) sent.content = '';
  return sent as unknown as Message;
};

/** Sends nothing broken back: the tool message that answers says what was wrong with the call. */
const toSentCall = (call: ToolCall, { parsed, called }: SentCalls): ToolCall => {
  const { arguments: text } = call.function;
  const name = toToolName(call.function.name);
  const input = parseArguments(call);
  parsed.set(call, input);
  called.add(name);
  return {
    id: call.id,
    type: 'function',
    function: {
      name,
      // Text that stands for no arguments, such as `null`, is broken for a server as well.
      arguments: 'value' in input && text.trimStart().startsWith('{') ? text : '{}',
    },
  };
};
