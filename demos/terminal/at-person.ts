import type { Interface } from 'node:readline';
import { filter, fromEvent, map, Subject, takeUntil, tap } from 'rxjs';
import { standardOutput, type Output } from './standard-output.ts';
import type { Terminal } from './terminal.ts';
import { turns } from './turns.ts';

/**
 * The terminal of a person. Ctrl-C stops the current answer; at the prompt it leaves, as Ctrl-D does. Lines may be
 * typed ahead.
 */
export const atPerson = (readline: Interface, output: Output = standardOutput()): Terminal => {
  const { write, fail, paint } = output;
  const { begin, linesOf } = turns();
  const interrupts$ = new Subject<unknown>();
  const prompt = `${paint('bold', 'You')}: `;
  let isPrompting = false;
  let isClosed = false;
  /** Number of lines typed during an answer. Their prompts are printed when their turn comes. */
  let ahead = 0;

  readline.setPrompt(prompt);
  readline.on('SIGINT', () => {
    if (isPrompting) readline.close();
    else interrupts$.next(undefined);
  });
  readline.on('close', () => {
    if (isPrompting) write('\n');
    isClosed = true;
  });
  const typed$ = fromEvent(readline, 'line', (line: string) => line).pipe(
    map((line) => line.trim()),
    tap((line) => {
      if (line === '' && isPrompting) readline.prompt();
    }),
    filter((line) => line !== ''),
    tap(() => {
      if (!isPrompting) ahead += 1;
    }),
    takeUntil(fromEvent(readline, 'close')),
  );
  return {
    paint,
    write,
    fail,
    interrupts$,
    suggest: (ideas) => {
      for (const [place, idea] of ideas.entries()) write(paint('dim', `  ${place + 1} ${idea}\n`));
    },
    lines$: linesOf(typed$).pipe(
      tap((line) => {
        isPrompting = false;
        if (ahead === 0) return;
        ahead -= 1;
        write(`${prompt}${line}\n`);
      }),
    ),
    prompt: () => {
      // Prompting after Ctrl-D would open the closed input again.
      isPrompting = !isClosed;
      if (isPrompting && ahead === 0) readline.prompt();
      begin();
    },
  };
};
