import { createInterface } from 'node:readline';
import { Observable } from 'rxjs';
import { atPerson } from './at-person.ts';
import { atPipe } from './at-pipe.ts';
import type { Terminal } from './terminal.ts';

/** Standard input and output, with a person at them or a pipe; let go of when unsubscribed. */
export const keyboard = (): Observable<Terminal> =>
  new Observable((subscriber) => {
    const interactive = process.stdin.isTTY && process.stdout.isTTY;
    const readline = createInterface({ input: process.stdin, output: process.stdout, terminal: interactive });
    subscriber.next(interactive ? atPerson(readline) : atPipe(readline));
    return () => {
      readline.close();
    };
  });
