import type { Interface } from 'node:readline';
import { defer, EMPTY, fromEvent, Subject, takeUntil, tap } from 'rxjs';
import { standardOutput } from './standard-output.ts';
import type { Terminal } from './terminal.ts';

/** Ctrl-C means "stop talking" while an answer is under way, and nothing at the prompt; Ctrl-D leaves. */
export const atPerson = (readline: Interface): Terminal => {
  const { write, fail, paint } = standardOutput();
  const interrupts$ = new Subject<unknown>();
  const closed$ = fromEvent(readline, 'close');
  let state: 'prompting' | 'answering' | 'closed' = 'answering';
  /** Lines that were typed during an answer: the prompt they belong to is yet to come. */
  let ahead = 0;

  readline.setPrompt(`${paint('bold', 'You')}: `);
  readline.on('SIGINT', () => {
    if (state === 'prompting') hint(readline, paint('dim', 'Ctrl-D leaves.'));
    else interrupts$.next(undefined);
  });
  readline.on('close', () => {
    if (state === 'prompting') write('\n');
    state = 'closed';
  });
  return {
    paint,
    write,
    fail,
    interrupts$,
    lines$: fromEvent(readline, 'line', (line: string) => line).pipe(
      tap(() => (state === 'prompting' ? (state = 'answering') : (ahead += 1))),
      takeUntil(closed$),
    ),
    prompt: () => {
      // A prompt would open the input again that Ctrl-D has closed.
      if (state === 'closed') return;
      state = 'prompting';
      readline.prompt();
    },
    show: (line) =>
      defer(() => {
        if (state === 'prompting') state = 'answering';
        if (ahead > 0) write(`${line}\n`);
        ahead = Math.max(ahead - 1, 0);
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
