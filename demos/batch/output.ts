import { appendFileSync, closeSync, createWriteStream, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { once } from 'node:events';
import { linesOf } from './input.ts';
import type { Answered } from './entry.ts';

/** A file of answers. */
export interface Output {
  /** The keys of the answers that were there already, by line of the input. */
  readonly answered: ReadonlyMap<number, string>;
  /** Adds a whole line at once: it is in the file before anything else happens. */
  readonly write: (answer: Answered) => void;
  readonly close: () => void;
}

/**
 * Opens a file to go on with it. What a crash left of a line is cut off, and failures are dropped, as they are asked
 * again: the rest is copied beside the file, which then takes its place, so that a crash here loses nothing either.
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

/** The answer on a line; undefined for half a line and for a failure. */
const answerOf = (text: string): Answered | undefined => {
  try {
    const answer = JSON.parse(text) as Answered | null;
    return typeof answer?.line === 'number' && typeof answer.answer === 'string' ? answer : undefined;
  } catch {
    return undefined;
  }
};
