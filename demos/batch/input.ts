import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { entryOf, type Entry } from './entry.ts';

/** The lines of a file, one after another, read as they are asked for; blank ones are left out. */
export async function* linesOf(file: string): AsyncGenerator<readonly [text: string, line: number]> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line++;
    if (text.trim() !== '') yield [text, line];
  }
}

/** What there is to ask. @throws one sentence about the first line that is none. */
export async function* entriesOf(file: string): AsyncGenerator<Entry> {
  for await (const [text, line] of linesOf(file)) yield entryOf(text, line);
}
