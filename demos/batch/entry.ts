import { createHash } from 'node:crypto';

/** A line of the input. */
export interface Entry {
  /** Where it stands in the file, from 1. */
  readonly line: number;
  readonly prompt: string;
  /** Tells the prompt apart from another that may stand there some day. */
  readonly key: string;
}

/** A line of the output: the entry it answers, and its answer or what it failed with. */
export interface Answered {
  readonly line: number;
  readonly key: string;
  readonly answer?: string;
  readonly tokens?: number;
  readonly error?: string;
}

/** `"prompt"` or `{ "prompt": "…" }`. @throws one sentence where the line is neither. */
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
