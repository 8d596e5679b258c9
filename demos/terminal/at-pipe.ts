import type { Interface } from 'node:readline';
import { defer, EMPTY, fromEvent, takeUntil } from 'rxjs';
import { standardOutput } from './standard-output.ts';
import type { Terminal } from './terminal.ts';

/** Nobody watches: lines are shown when their turn comes, and a failure is the exit status too. */
export const atPipe = (readline: Interface): Terminal => {
  const { write, fail, paint } = standardOutput();
  return {
    paint,
    write,
    interrupts$: EMPTY,
    lines$: fromEvent(readline, 'line', (line: string) => line).pipe(takeUntil(fromEvent(readline, 'close'))),
    prompt: () => undefined,
    show: (line) =>
      defer(() => {
        write(`${paint('bold', 'You')}: ${line}\n`);
        return EMPTY;
      }),
    fail: (sentence) => {
      fail(sentence);
      process.exitCode = 1;
    },
  };
};
