import type { Observable } from 'rxjs';
import { leaveWithReader, standardOutput } from './terminal/standard-output.ts';

/** Subscribes to a demo. An error prints one line and sets the exit status. */
export const start = (demo$: Observable<unknown>): void => {
  leaveWithReader();
  demo$.subscribe({ error: fail });
};

const fail = (error: unknown): void => {
  standardOutput().fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
};
