import type { Conversation, ConversationCall, TranscriptEntry } from 'rxswarm/converse';

export type EntryStatus = TranscriptEntry['status'];

/** A line of the log. Lines are flat objects, so that two of a kind are compared field by field. */
export type Line =
  | {
      readonly kind: 'said';
      readonly text: string;
      /** True while the message waits for the answer before it. */
      readonly waits: boolean;
    }
  | { readonly kind: 'answer'; readonly agent: string; readonly text: string; readonly status: EntryStatus }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      readonly input: string;
      /** `void`: the answer was interrupted. */
      readonly state: 'writing' | 'running' | 'waiting' | 'done' | 'void';
      /** The call's result, or its progress so far. */
      readonly output: string;
    }
  | { readonly kind: 'handoff'; readonly from: string; readonly to: string };

/**
 * Turns a conversation into lines. Handoffs are read from the sender of each message, so an interrupted answer takes
 * its handoffs with it.
 * @param first Name of the agent that speaks first; the server names it only in the first answer.
 */
export const linesOf = (conversation: Conversation, first: string): readonly Line[] => {
  const { transcript, agent, queued } = conversation;
  const lines: Line[] = [];
  let [speaker, settled] = [first, first];
  const handTo = (to: string): void => {
    if (to !== speaker) lines.push({ kind: 'handoff', from: speaker, to });
    speaker = to;
  };
  transcript.forEach(({ message, status }, place) => {
    if (message.role === 'user') {
      speaker = settled;
      lines.push({ kind: 'said', text: textOf(message.content), waits: false });
    }
    if (message.role !== 'assistant') return;
    handTo(message.sender ?? speaker);
    if (isAlive(status)) settled = speaker;
    const text = textOf(message.content ?? message.refusal ?? '');
    const calls = message.tool_calls ?? [];
    if (text !== '' || calls.length === 0) lines.push({ kind: 'answer', agent: speaker, text, status });
    const results = resultsAfter(transcript, place);
    for (const { id, function: called } of calls) {
      const call = { id, name: called.name, arguments: called.arguments };
      lines.push(callLine(call, status, results.get(id), conversation));
    }
  });
  const isOver = conversation.status === 'stopped' || conversation.status === 'failed';
  if (agent !== '' && !isOver) handTo(agent);
  const waiting = queued.map(({ content }): Line => ({ kind: 'said', text: textOf(content), waits: true }));
  return [...lines, ...waiting];
};

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
  const line = { kind: 'call', id: call.id, name: call.name, input: call.arguments } as const;
  if (result !== undefined) return { ...line, state: 'done', output: result };
  const running = calls.find(({ id }) => id === call.id);
  const output = running?.progress === undefined ? '' : textOf(running.progress);
  if (waiting.some(({ id }) => id === call.id)) return { ...line, state: 'waiting', output };
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
