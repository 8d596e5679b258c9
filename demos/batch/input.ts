import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { entryOf, type Entry } from './entry.ts';

/** Reads the lines of a file one at a time, on demand. Blank lines are skipped. */
export async function* linesOf(file: string): AsyncGenerator<readonly [text: string, line: number]> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line++;
    if (text.trim() !== '') yield [text, line];
  }
}

/**
 * Reads the prompts of a file.
 * @throws Error about the first line that is not a prompt.
 */
export async function* entriesOf(file: string): AsyncGenerator<Entry> {
  for await (const [text, line] of linesOf(file)) yield entryOf(text, line);
}
