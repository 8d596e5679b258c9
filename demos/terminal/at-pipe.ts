import type { Interface } from 'node:readline';
import { EMPTY, filter, fromEvent, map, noop, takeUntil, tap } from 'rxjs';
import { standardOutput } from './standard-output.ts';
import type { Terminal } from './terminal.ts';
import { turns } from './turns.ts';

/** The terminal of a pipe: each line is printed when its turn comes, and a failure also sets the exit status. */
export const atPipe = (readline: Interface): Terminal => {
  const { write, fail, paint } = standardOutput();
  const { begin, linesOf } = turns();
  const read$ = fromEvent(readline, 'line', (line: string) => line).pipe(
    map((line) => line.trim()),
    filter((line) => line !== ''),
    takeUntil(fromEvent(readline, 'close')),
  );
  return {
    paint,
    write,
    interrupts$: EMPTY,
    suggest: noop,
    lines$: linesOf(read$).pipe(tap((line) => write(`${paint('bold', 'You')}: ${line}\n`))),
    prompt: begin,
    fail: (sentence) => {
      fail(sentence);
      process.exitCode = 1;
    },
  };
};
