import { appendFileSync, closeSync, createWriteStream, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { once } from 'node:events';
import { linesOf } from './input.ts';
import type { Answered } from './entry.ts';

/** A file of answers. */
export interface Output {
  /** Keys of the prompts that were answered before, by line number of the input. */
  readonly answered: ReadonlyMap<number, string>;
  /** Appends a whole line synchronously: it is in the file before anything else happens. */
  readonly write: (answer: Answered) => void;
  readonly close: () => void;
}

/**
 * Opens a file of answers to add to it. A half-written last line is cut off, and failures are dropped because they are
 * asked again. The rest is copied to a new file, which then replaces the old one, so that a crash here loses nothing.
 */
export const openOutput = async (file: string): Promise<Output> => {
  const answered = existsSync(file) ? await repaired(file) : new Map<number, string>();
  const descriptor = openSync(file, 'a');
  return {
    answered,
    write: (answer) => appendFileSync(descriptor, `${JSON.stringify(answer)}\n`),
    close: () => {
      fsyncSync(descriptor);
      closeSync(descriptor);
    },
  };
};

const repaired = async (file: string): Promise<ReadonlyMap<number, string>> => {
  const answered = new Map<number, string>();
  const copy = createWriteStream(`${file}.tmp`);
  for await (const [text] of linesOf(file)) {
    const answer = answerOf(text);
    if (answer === undefined || answered.has(answer.line)) continue;
    answered.set(answer.line, answer.key);
    if (!copy.write(`${text}\n`)) await once(copy, 'drain');
  }
  await new Promise<void>((resolve, reject) => copy.on('error', reject).end(resolve));
  renameSync(`${file}.tmp`, file);
  return answered;
};

/** Returns the answer on a line, or `undefined` for a half-written line and for a failure. */
const answerOf = (text: string): Answered | undefined => {
  try {
    const answer = JSON.parse(text) as Answered | null;
    return typeof answer?.line === 'number' && typeof answer.answer === 'string' ? answer : undefined;
  } catch {
    return undefined;
  }
};
