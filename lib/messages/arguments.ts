import { isRecord } from '../util/is-record.ts';
import { shorten } from '../util/stringify.ts';
import type { ToolCall } from './types.ts';

/** The arguments of a call as an object, or what is wrong with them in words that a model can act on. */
export type ParsedArguments = { readonly value: Readonly<Record<string, unknown>> } | { readonly problem: string };

/** Parses the arguments of a call. Empty text and `null` are `{}`, because models write them for functions without parameters. */
export const parseArguments = ({ function: { arguments: text } }: Pick<ToolCall, 'function'>): ParsedArguments => {
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : (JSON.parse(text) ?? {});
  } catch (error) {
    return { problem: `the arguments are not JSON (${(error as Error).message}): ${shorten(text, 200)}` };
  }
  return isRecord(value) ? { value } : { problem: `the arguments must be a JSON object, got ${shorten(text, 200)}` };
};
