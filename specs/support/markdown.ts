import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

export interface Block {
  /** Words behind the opening fence: `ts`, `json tsconfig.json`. */
  readonly language: string;
  readonly code: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** Content of the `text` block directly below: the expected output. */
  readonly prints: string | undefined;
}

/** Finds the code blocks of a Markdown file, in order. */
export const blocksOf = (file: string): readonly Block[] => {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [...source.matchAll(/^```(\S[^\n]*)\n([\s\S]*?)^```$(?:\n\n```text\n([\s\S]*?)^```$)?/gm)].map(
    ({ 1: language = '', 2: code = '', 3: prints, index }) => ({
      language,
      code,
      line: source.slice(0, index).split('\n').length,
      prints,
    }),
  );
};
