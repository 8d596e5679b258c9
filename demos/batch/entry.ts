import { createHash } from 'node:crypto';

/** A line of the input. */
export interface Entry {
  /** The line's number in the file, from 1. */
  readonly line: number;
  readonly prompt: string;
  /** A hash of the prompt, which shows later whether the line still holds the same prompt. */
  readonly key: string;
}

/** A line of the output: the entry's number and key, with its answer or its error. */
export interface Answered {
  readonly line: number;
  readonly key: string;
  readonly answer?: string;
  readonly tokens?: number;
  readonly error?: string;
}

/**
 * Reads a line of the input: `"prompt"` or `{ "prompt": "…" }`.
 * @throws Error when the line is neither.
 */
export const entryOf = (text: string, line: number): Entry => {
  const value = parsed(text, line);
  const prompt = typeof value === 'string' ? value : (value as { readonly prompt?: unknown } | null)?.prompt;
  if (typeof prompt !== 'string' || prompt === '') {
    throw new Error(`Line ${line} has no prompt: write "…" or { "prompt": "…" }.`);
  }
  return { line, prompt, key: createHash('sha256').update(prompt).digest('hex').slice(0, 12) };
};

const parsed = (text: string, line: number): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`Line ${line} is not JSON: ${text.slice(0, 60)}`);
  }
};
