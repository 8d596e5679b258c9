import type { Conversation, ConversationCall, ConversationInput, TranscriptEntry } from 'rxswarm/converse';

/** A message of the user. */
export type UserMessage = Extract<ConversationInput, { readonly role: unknown }>;

export type EntryStatus = TranscriptEntry['status'];

/** A line of the log. Lines are flat objects, so that two of a kind are compared field by field. */
export type Line =
  | {
      readonly kind: 'said';
      readonly content: UserMessage['content'];
      /** Number of the message if it can be changed. */
      readonly turn: number | undefined;
      /** True while the message waits for the answer before it. */
      readonly waits: boolean;
    }
  | {
      readonly kind: 'answer';
      readonly agent: string;
      readonly text: string;
      readonly status: EntryStatus;
      /** Number of the message that can be answered again, on the last line of the answer. */
      readonly turn: number | undefined;
    }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      readonly input: string;
      /** `void`: the answer was interrupted. */
      readonly state: 'writing' | 'running' | 'waiting' | 'done' | 'void';
      /** The call's result, or its progress so far. */
      readonly output: string;
      /** The thing that the call waits for; `undefined` if it does not wait. */
      readonly waiting: Conversation['waiting'][number] | undefined;
    }
  | { readonly kind: 'handoff'; readonly from: string; readonly to: string };

export interface LinesOptions {
  /** Name of the agent that speaks first; the server names it only in the first answer. */
  readonly first: string;
  /** Numbers of the user's messages that can be changed. */
  readonly turns: readonly number[];
}

/**
 * Turns a conversation into lines. Handoffs are read from the sender of each message, so an interrupted answer takes
 * its handoffs with it. The call of a handoff that has ended is no line of its own.
 */
export const linesOf = (conversation: Conversation, { first, turns }: LinesOptions): readonly Line[] => {
  const { transcript, agent, queued } = conversation;
  const lines: Line[] = [];
  let [speaker, settled, turn] = [first, first, -1];
  const handTo = (to: string): void => {
    if (to !== speaker) lines.push({ kind: 'handoff', from: speaker, to });
    speaker = to;
  };
  const changeable = (): number | undefined => (turns.includes(turn) ? turn : undefined);
  transcript.forEach(({ message, status }, place) => {
    if (message.role === 'user') {
      [speaker, turn] = [settled, turn + 1];
      lines.push({ kind: 'said', content: message.content, turn: changeable(), waits: false });
    }
    if (message.role !== 'assistant') return;
    handTo(message.sender ?? speaker);
    if (isAlive(status)) settled = speaker;
    const text = textOf(message.content ?? message.refusal ?? '');
    const calls = message.tool_calls ?? [];
    if (text !== '' || calls.length === 0) {
      const isLast = place === transcript.length - 1 && conversation.status === 'idle';
      lines.push({ kind: 'answer', agent: speaker, text, status, turn: isLast ? changeable() : undefined });
    }
    const results = resultsAfter(transcript, place);
    for (const { id, function: called } of calls) {
      const result = results.get(id);
      const call = { id, name: called.name, arguments: called.arguments };
      if (result === undefined || !HANDOFF.test(result)) lines.push(callLine(call, status, result, conversation));
    }
  });
  const isOver = conversation.status === 'stopped' || conversation.status === 'failed';
  if (agent !== '' && !isOver) handTo(agent);
  const waiting = queued.map(({ content }): Line => ({ kind: 'said', content, turn: undefined, waits: true }));
  return [...lines, ...waiting];
};

/** Returns the images of a user's message, as `data:` URLs. */
export const saidImages = (content: UserMessage['content']): readonly string[] =>
  typeof content === 'string'
    ? []
    : content.flatMap(({ image_url: image }) => {
        const { url } = (image ?? {}) as { readonly url?: unknown };
        return typeof url === 'string' ? [url] : [];
      });

/** The result of a handoff. The line of the handoff says the same. */
const HANDOFF = /^\{"assistant":"[^"]*"\}$/;

/** Returns the text of a user's message without its images. */
export const saidText = (content: UserMessage['content']): string =>
  typeof content === 'string'
    ? content
    : content.flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : [])).join('\n');

const isAlive = (status: EntryStatus): boolean => status === 'whole' || status === 'partial';

/** Call ids are unique within a message only, so results are searched up to the next assistant message. */
const resultsAfter = (transcript: Conversation['transcript'], place: number): ReadonlyMap<string, string> => {
  const rest = transcript.slice(place + 1);
  const next = rest.findIndex(({ message }) => message.role === 'assistant');
  return new Map(
    rest
      .slice(0, next < 0 ? undefined : next)
      .flatMap(({ message }) => (message.role === 'tool' ? [[message.tool_call_id, textOf(message.content)]] : [])),
  );
};

const callLine = (
  call: ConversationCall,
  status: EntryStatus,
  result: string | undefined,
  { calls, waiting }: Conversation,
): Line => {
  const asked = waiting.find(({ id }) => id === call.id);
  const input = asked?.arguments ?? call.arguments;
  const line = { kind: 'call', id: call.id, name: call.name, input, waiting: undefined } as const;
  if (result !== undefined) return { ...line, state: 'done', output: result };
  const running = calls.find(({ id }) => id === call.id);
  const output = running?.progress === undefined ? '' : textOf(running.progress);
  if (asked !== undefined) return { ...line, state: 'waiting', output, waiting: asked };
  if (status === 'partial') return { ...line, state: 'writing', output };
  return { ...line, state: isAlive(status) ? 'running' : 'void', output };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Writes arguments for readers: `city: Paris, day: tomorrow`. Text that is not JSON (yet) stays as it is. */
export const readable = (text: string): string => {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return text;
    return Object.entries(value)
      .map(([name, each]) => `${name}: ${textOf(each)}`)
      .join(', ');
  } catch {
    return text;
  }
};
