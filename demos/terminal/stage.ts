import {
  concat,
  concatMap,
  defer,
  delay,
  EMPTY,
  from,
  ignoreElements,
  NEVER,
  noop,
  of,
  tap,
  type Observable,
} from 'rxjs';
import { standardOutput, type Output } from './standard-output.ts';
import type { Terminal } from './terminal.ts';
import { turns } from './turns.ts';

export interface StageOptions {
  readonly script: readonly string[];
  /** Milliseconds for each typed letter; 0 shows a line at once. */
  readonly letter: number;
  /** Default: standard output. */
  readonly output?: Output;
}

/**
 * A terminal without a person: types the lines of a script. The script has no answer to a failure, so a failure ends
 * the play.
 */
export const stage = ({ script, letter, output = standardOutput() }: StageOptions): Terminal => {
  const { begin, linesOf } = turns();
  const you = `\n${output.paint('bold', 'You')}: `;
  return {
    ...output,
    lines$: linesOf(from(script)).pipe(
      concatMap((line) => concat(written(you, output), typed(line, letter, output), written('\n', output), of(line))),
    ),
    interrupts$: NEVER,
    suggest: noop,
    prompt: begin,
    fail: (sentence) => {
      throw new Error(sentence);
    },
  };
};

const written = (text: string, { write }: Output): Observable<never> =>
  defer(() => {
    write(text);
    return EMPTY;
  });

const typed = (line: string, letter: number, output: Output): Observable<never> =>
  letter === 0
    ? written(line, output)
    : from(line).pipe(
        concatMap((character) => of(character).pipe(delay(letter))),
        tap(output.write),
        ignoreElements(),
      );
