import { isRecord } from '../util/is-record.ts';
import { randomId } from '../util/random-id.ts';
import type { AssistantMessage, Delta, ToolCall, ToolCallDelta } from './types.ts';

/** A call of which fragments have arrived. */
interface PartialCall {
  /** As the server numbers it; servers that do not leave it out. */
  readonly index: number | undefined;
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** A message of which deltas have arrived. */
export interface PartialMessage {
  readonly sender: string | undefined;
  readonly content: string;
  readonly refusal: string;
  readonly calls: readonly PartialCall[];
  /** What the API does not define, such as a server's reasoning. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const NOTHING = Object.freeze({});

/** A message before its first delta. */
export const emptyMessage = (sender?: string): PartialMessage => ({
  sender,
  content: '',
  refusal: '',
  calls: [],
  extra: NOTHING,
});

/** Adds a delta. Every key is spelled out: spreading costs four times as much, and this runs for each chunk. */
export const mergeDelta = (message: PartialMessage, delta: Delta): PartialMessage => {
  let { sender, content, refusal, calls, extra } = message;
  for (const key in delta) {
    switch (key) {
      case 'role':
        break;
      case 'sender':
        // Whoever is known to speak stays: a server signs nothing.
        sender ??= text(delta.sender) || undefined;
        break;
      case 'content':
        content += text(delta.content);
        break;
      case 'refusal':
        refusal += text(delta.refusal);
        break;
      case 'tool_calls':
        calls = mergeCalls(calls, delta.tool_calls);
        break;
      default:
        extra = mergeExtra(extra, key, (delta as Readonly<Record<string, unknown>>)[key]);
    }
  }
  return { sender, content, refusal, calls, extra };
};

/**
 * The message as it is stored. Calls that came without an id, or with one that another call of the message has, get
 * one from `newId`. A message without calls has content, if only `''`.
 */
export const toMessage = (message: PartialMessage, newId: (position: number) => string): AssistantMessage => ({
  role: 'assistant',
  ...((message.content || message.calls.length === 0) && { content: message.content }),
  ...(message.refusal && { refusal: message.refusal }),
  ...(message.calls.length > 0 && { tool_calls: inOrder(message.calls).map(toCall(newId)) }),
  ...(message.sender !== undefined && { sender: message.sender }),
  ...message.extra,
});

/** An id that no other call has. */
export const newCallId = (): string => `call_${randomId()}`;

/** By the server's numbers where it gives them: the first fragments may arrive in any order. */
const inOrder = (calls: readonly PartialCall[]): readonly PartialCall[] =>
  calls.every(({ index }) => index !== undefined)
    ? calls.toSorted((left, right) => (left.index ?? 0) - (right.index ?? 0))
    : calls;

const toCall =
  (newId: (position: number) => string) =>
  (call: PartialCall, position: number, calls: readonly PartialCall[]): ToolCall => {
    const taken = call.id === '' || calls.findIndex(({ id }) => id === call.id) < position;
    return {
      id: taken ? newId(position) : call.id,
      type: 'function',
      function: { name: call.name, arguments: call.arguments },
    };
  };

const mergeCalls = (calls: readonly PartialCall[], fragments: unknown): readonly PartialCall[] =>
  Array.isArray(fragments)
    ? (fragments as readonly (ToolCallDelta | null)[]).reduce(
        (merged, fragment, position) => (isRecord(fragment) ? mergeFragment(merged, fragment, position > 0) : merged),
        calls,
      )
    : calls;

const mergeFragment = (
  calls: readonly PartialCall[],
  fragment: ToolCallDelta,
  follows: boolean,
): readonly PartialCall[] => {
  const place = placeOf(calls, fragment, follows);
  const merged = mergeCall(calls[place], fragment);
  return place === calls.length ? [...calls, merged] : calls.with(place, merged);
};

/** Where in the calls a fragment belongs; behind the last one where it begins a call. */
const placeOf = (calls: readonly PartialCall[], fragment: ToolCallDelta, follows: boolean): number => {
  const index = indexOf(fragment);
  const id = text(fragment.id);
  const last = calls.length - 1;
  if (index !== undefined) {
    const place = calls.findLastIndex((call) => call.index === index);
    return place === -1 || beginsAnother(calls[place], fragment) ? calls.length : place;
  }
  const named = text(fragment.function?.name) !== '';
  if (id !== '') {
    const place = calls.findLastIndex((call) => call.id === id);
    return place === -1 && (named || last === -1) ? calls.length : place === -1 ? last : place;
  }
  // Without index and id, entries side by side in one delta are calls of their own.
  return last === -1 || (named && (follows || isComplete(calls[last]))) ? calls.length : last;
};

/** Some servers number every call 0: one whose arguments are whole is not continued by a name with another id. */
const beginsAnother = (call: PartialCall | undefined, fragment: ToolCallDelta): boolean => {
  const name = text(fragment.function?.name);
  const id = text(fragment.id);
  if (call === undefined || name === '' || (id !== '' && id === call.id)) return false;
  return isComplete(call)
    ? id !== '' || hasArguments(fragment)
    : id !== '' && call.arguments === '' && name !== call.name;
};

const mergeCall = (call: PartialCall | undefined, fragment: ToolCallDelta): PartialCall => ({
  index: call?.index ?? indexOf(fragment),
  id: call?.id || text(fragment.id),
  name: mergeName(call, text(fragment.function?.name)),
  arguments: mergeArguments(call?.arguments ?? '', fragment.function?.arguments),
});

/** Some servers repeat the name in each fragment, some split it; none goes on with it once the arguments have begun. */
const mergeName = (call: PartialCall | undefined, name: string): string =>
  call === undefined || call.name === ''
    ? name
    : call.name === name || call.arguments !== ''
      ? call.name
      : call.name + name;

const mergeArguments = (before: string, fragment: unknown): string =>
  isRecord(fragment) ? JSON.stringify(fragment) : before + text(fragment);

const hasArguments = ({ function: called }: ToolCallDelta): boolean =>
  isRecord(called?.arguments) || text(called?.arguments).trim() !== '';

const isComplete = (call: PartialCall | undefined): boolean => {
  if (call === undefined || !call.arguments.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(call.arguments);
    return true;
  } catch {
    return false;
  }
};

/** Text and lists grow, anything else is replaced. */
const mergeExtra = (
  extra: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown,
): Readonly<Record<string, unknown>> => {
  if (value === null || value === undefined || value === '' || FORBIDDEN.has(key)) return extra;
  const before = extra[key];
  if (typeof before === 'string' && typeof value === 'string') return { ...extra, [key]: before + value };
  if (Array.isArray(before) && Array.isArray(value))
    return { ...extra, [key]: [...(before as unknown[]), ...(value as unknown[])] };
  return { ...extra, [key]: value };
};

/** The keys that tell events apart. */
export const EVENT_KEYS = ['delim', 'tool', 'handoff', 'contextVariables', 'retry', 'response'] as const;

/** What would change an object's prototype, make the message pass for an event, or belongs to the message itself. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  ...['__proto__', 'constructor', 'prototype', 'tool_call_id', 'tool_name'],
  ...EVENT_KEYS,
]);

const indexOf = ({ index }: ToolCallDelta): number | undefined =>
  Number.isSafeInteger(index) ? (index as number) : undefined;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
