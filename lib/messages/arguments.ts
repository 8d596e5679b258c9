import { isRecord } from '../util/is-record.ts';
import { shorten } from '../util/stringify.ts';
import type { ToolCall } from './types.ts';

/** The arguments of a call as an object, or what is wrong with them in words that a model can act on. */
export type ParsedArguments = { readonly value: Readonly<Record<string, unknown>> } | { readonly problem: string };

/** The text is kept as well, because a caller may change a call before it is approved. */
const known = new WeakMap<ToolCall, { readonly text: string; readonly parsed: ParsedArguments }>();

/**
 * Parses the arguments of a call, once for all who ask: the loop and the wires. Empty text and `null` are `{}`, because models
 * write them for functions without parameters.
 */
export const parseArguments = (call: ToolCall): ParsedArguments => {
  const text = call.function.arguments;
  const before = known.get(call);
  if (before?.text === text) return before.parsed;
  const parsed = parse(text);
  known.set(call, { text, parsed });
  return parsed;
};

const parse = (text: string): ParsedArguments => {
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : (JSON.parse(text) ?? {});
  } catch (error) {
    return { problem: `the arguments are not JSON (${(error as Error).message}): ${shorten(text, 200)}` };
  }
  return isRecord(value) ? { value } : { problem: `the arguments must be a JSON object, got ${shorten(text, 200)}` };
};
