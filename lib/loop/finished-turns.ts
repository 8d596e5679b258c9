import { defer, EMPTY, mergeMap, type Observable } from 'rxjs';
import type { Response, RunEvent } from '../agent/response.ts';
import type { Checkpoint, RunOptions } from '../agent/run-options.ts';
import { openCalls } from '../messages/history.ts';

/** The response so far, after a turn whose calls are all answered. */
export interface FinishedTurn {
  readonly finished: Response;
}

/**
 * Runs, and adds a `FinishedTurn` after each turn whose calls are all answered, before the events of the next turn. A run that
 * goes on from it repeats none of those calls.
 */
export const withFinishedTurns = (
  run: (options: RunOptions) => Observable<RunEvent>,
  options: RunOptions,
): Observable<RunEvent | FinishedTurn> =>
  defer(() => {
    let finished: readonly FinishedTurn[] = [];
    const checkpoint = (reached: Checkpoint) => {
      if (isFinished(reached)) finished = [{ finished: reached.response }];
      return options.checkpoint?.(reached) ?? EMPTY;
    };
    return run({ ...options, checkpoint }).pipe(
      mergeMap((event) => {
        const events = finished.length === 0 ? [event] : [...finished, event];
        finished = [];
        return events;
      }),
    );
  });

const isFinished = ({ response: { messages } }: Checkpoint): boolean =>
  messages.at(-1)?.role === 'tool' && openCalls(messages).length === 0;
