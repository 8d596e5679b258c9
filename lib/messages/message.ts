import { textOf } from '../util/text-of.ts';
import { randomId } from '../util/random-id.ts';
import { addFragments, noCalls, type PartialCall, type PartialCalls } from './calls.ts';
import { addExtra, copyExtra, isNothing, type PartialExtra } from './extra.ts';
import type { AssistantMessage, Delta, ToolCall } from './types.ts';

/** A message of which deltas have arrived. Its calls and extra fields grow in place: only the latest message may be read. */
export interface PartialMessage {
  /** The agent that speaks, where it is known. */
  readonly sender: string | undefined;
  /** The text so far. */
  readonly content: string;
  /** The refusal so far. */
  readonly refusal: string;
  /** The calls so far. */
  readonly calls: PartialCalls;
  /** Fields that the API does not define, such as a server's reasoning. */
  readonly extra: PartialExtra;
  /** The number of times that calls or extra fields have grown. */
  readonly growths: number;
}

/** Returns a message before its first delta. */
export const emptyMessage = (sender?: string): PartialMessage => ({
  sender,
  content: '',
  refusal: '',
  calls: noCalls(),
  extra: {},
  growths: 0,
});

/** Adds a delta. Every key is spelled out, because this runs for each chunk and spreading costs four times as much. */
export const mergeDelta = (message: PartialMessage, delta: Delta): PartialMessage => {
  const { calls, extra } = message;
  let { sender, content, refusal, growths } = message;
  for (const key in delta) {
    const value = (delta as Readonly<Record<string, unknown>>)[key];
    // DeepSeek wants an empty `reasoning_content` back as well.
    if (isNothing(value) && !(value === '' && key === 'reasoning_content' && !(key in extra))) continue;
    switch (key) {
      case 'role':
        break;
      case 'sender':
        // The sender that is known stays, because servers sign nothing.
        sender ??= textOf(value) || undefined;
        break;
      case 'content':
        content += textOf(value);
        break;
      case 'refusal':
        refusal += textOf(value);
        break;
      case 'tool_calls':
        growths++;
        addFragments(calls, value);
        break;
      default:
        growths++;
        addExtra(extra, key, value);
    }
  }
  return { sender, content, refusal, calls, extra, growths };
};

/**
 * Returns the message as it is stored. Calls without an id, or with the id of an earlier call of the message, get one from
 * `newId`. A message without calls has content, if only `''`.
 */
export const toMessage = (message: PartialMessage, newId: (position: number) => string): AssistantMessage => {
  const { content, refusal, sender, extra } = message;
  const { list } = message.calls;
  return {
    role: 'assistant',
    ...((content || list.length === 0) && { content }),
    ...(refusal && { refusal }),
    ...(list.length > 0 && { tool_calls: inOrder(list).map(toCall(newId)) }),
    ...(sender !== undefined && { sender }),
    ...copyExtra(extra),
  };
};

/** Returns an id that no other call has: nine letters or digits, because Mistral's chat templates refuse any other. */
export const newCallId = (): string => randomId().slice(0, 9);

/** By the server's numbers where it gives them, because the first fragments may arrive in any order. */
const inOrder = (calls: readonly PartialCall[]): readonly PartialCall[] =>
  calls.every(({ index }) => index !== undefined)
    ? calls.toSorted((left, right) => (left.index ?? 0) - (right.index ?? 0))
    : calls;

const toCall =
  (newId: (position: number) => string) =>
  ({ call, isDouble, extra, functionExtra }: PartialCall, position: number): ToolCall => ({
    id: call.id === '' || isDouble ? newId(position) : call.id,
    type: call.type,
    function: functionExtra ? { ...call.function, ...copyExtra(functionExtra) } : call.function,
    ...(extra && copyExtra(extra)),
  });
