import { createInterface, type Interface } from 'node:readline';
import { defer, EMPTY, fromEvent, Observable, Subject, takeUntil } from 'rxjs';
import { paintFor } from './paint.ts';
import { standardOutput } from './standard-output.ts';
import type { Terminal } from './terminal.ts';

/** Standard input and output, be they a person's terminal or pipes; let go of when unsubscribed. */
export const keyboard = (): Observable<Terminal> =>
  new Observable((subscriber) => {
    const interactive = process.stdin.isTTY && process.stdout.isTTY;
    const readline = createInterface({ input: process.stdin, output: process.stdout, terminal: interactive });
    subscriber.next(interactive ? atKeyboard(readline) : atPipe(readline));
    return () => {
      readline.close();
    };
  });

const linesOf = (readline: Interface): Observable<string> =>
  fromEvent(readline, 'line', (line: string) => line).pipe(takeUntil(fromEvent(readline, 'close')));

/** Nobody watches: lines are shown when their turn comes, and a failure is the exit status too. */
const atPipe = (readline: Interface): Terminal => {
  const output = standardOutput();
  return {
    ...output,
    interrupts$: EMPTY,
    lines$: linesOf(readline),
    prompt: () => undefined,
    show: (line) =>
      defer(() => {
        output.write(`${output.paint('bold', 'You')}: ${line}\n`);
        return EMPTY;
      }),
    fail: (sentence) => {
      output.fail(sentence);
      process.exitCode = 1;
    },
  };
};

/** Ctrl-C means "stop talking" while an answer is under way, and nothing at the prompt. */
const atKeyboard = (readline: Interface): Terminal => {
  const paint = paintFor(process.stdout);
  const interrupts$ = new Subject<unknown>();
  let prompting = false;
  readline.setPrompt(`${paint('bold', 'You')}: `);
  readline.on('SIGINT', () => {
    if (prompting) hint(readline, paint('dim', 'Ctrl-D leaves.'));
    else interrupts$.next(undefined);
  });
  return {
    ...standardOutput(),
    interrupts$,
    lines$: linesOf(readline),
    prompt: () => {
      prompting = true;
      readline.prompt();
    },
    show: () =>
      defer(() => {
        prompting = false;
        return EMPTY;
      }),
  };
};

/** Drops what was typed, as shells do. */
const hint = (readline: Interface, text: string): void => {
  readline.write(null, { ctrl: true, name: 'e' });
  readline.write(null, { ctrl: true, name: 'u' });
  process.stdout.write(`\n${text}\n`);
  readline.prompt();
};
