import { createInterface } from 'node:readline';
import { Observable } from 'rxjs';
import { atPerson } from './at-person.ts';
import { atPipe } from './at-pipe.ts';
import type { Terminal } from './terminal.ts';

/** Opens standard input and output, for a person or a pipe. Unsubscribing closes them. */
export const keyboard = (): Observable<Terminal> =>
  new Observable((subscriber) => {
    const interactive = process.stdin.isTTY && process.stdout.isTTY;
    const readline = createInterface({ input: process.stdin, output: process.stdout, terminal: interactive });
    subscriber.next(interactive ? atPerson(readline) : atPipe(readline));
    return () => {
      readline.close();
    };
  });
