import { concat, concatMap, defer, delay, EMPTY, from, ignoreElements, NEVER, of, tap, type Observable } from 'rxjs';
import { standardOutput, type Output } from './standard-output.ts';
import type { Terminal } from './terminal.ts';

export interface StageOptions {
  readonly script: readonly string[];
  /** Milliseconds a typed letter takes; 0 shows a line at once. */
  readonly letter: number;
  /** Default: standard output. */
  readonly output?: Output;
}

/**
 * A terminal at which nobody sits: a script says the lines, at the pace of someone typing. It knows
 * of no reply to a failure, which ends the play.
 */
export const stage = ({ script, letter, output = standardOutput() }: StageOptions): Terminal => ({
  ...output,
  lines$: from(script),
  interrupts$: NEVER,
  prompt: () => undefined,
  fail: (sentence) => {
    throw new Error(sentence);
  },
  show: (line) =>
    concat(written(`\n${output.paint('bold', 'You')}: `, output), typed(line, letter, output), written('\n', output)),
});

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
