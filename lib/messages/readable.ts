import { isRecord } from '../util/is-record.ts';

/** The fields of a delta and of a message that people may read. Any other is between a server and its model, such as a signature. */
const READABLE: ReadonlySet<string> = new Set([
  ...['role', 'content', 'refusal', 'name', 'sender', 'tool_calls', 'tool_call_id', 'tool_name'],
  // Reasoning in words, sound, citations and pictures of servers that give them.
  ...['reasoning_content', 'reasoning', 'audio', 'annotations', 'images'],
]);

const CALL: ReadonlySet<string> = new Set(['index', 'id', 'type', 'function']);
const FUNCTION: ReadonlySet<string> = new Set(['name', 'arguments']);

/**
 * Returns a delta or a message without the fields that only its server needs, such as signatures and `origin`: the same object
 * if it has no such field.
 */
export const readable = <M extends object>(message: M): M => {
  const kept = only(message, READABLE);
  const calls = (kept as { readonly tool_calls?: unknown }).tool_calls;
  if (!Array.isArray(calls)) return kept;
  const plain = calls.map(plainCall);
  return plain.every((call, place) => call === calls[place]) ? kept : { ...kept, tool_calls: plain };
};

const plainCall = (call: unknown): unknown => {
  if (!isRecord(call)) return call;
  const kept = only(call, CALL);
  const called = kept['function'];
  if (!isRecord(called)) return kept;
  const plain = only(called, FUNCTION);
  return plain === called ? kept : { ...kept, function: plain };
};

const only = <O extends object>(from: O, keys: ReadonlySet<string>): O => {
  for (const key in from) {
    if (!keys.has(key)) return Object.fromEntries(Object.entries(from).filter(([name]) => keys.has(name))) as O;
  }
  return from;
};
