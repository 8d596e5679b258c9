import {
  catchError,
  defer,
  filter,
  identity,
  map,
  mergeMap,
  of,
  pipe,
  Subject,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { withIndex } from '../../agent/errors.ts';
import { inInputOrder } from './in-input-order.ts';
import { pulled } from './pulled.ts';
import type { RunAllOptions, Runs } from '../../wide/run-all-options.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { RunAllEvent, RunEvent } from '../../messages/types.ts';
import { validateInput, validateRunAll } from '../../wide/validate-run-all.ts';

type Run = (options: RunOptions) => Observable<RunEvent>;

/**
 * Many runs, so many at once: while there are inputs, a run that ends makes room for the next at once. A run that
 * fails is reported with its index, and the others go on. Cold; unsubscribing ends all.
 *
 * Errors only if the inputs themselves do, as they did; or, where `failFast` says so, with the first run's SwarmError.
 */
export const runAll = (run: Run, runs: Runs, options: RunAllOptions = {}): Observable<RunAllEvent> =>
  defer(() => {
    validateRunAll(runs, options);
    const { concurrency = 10, order = 'completed', ahead = 1000, failFast = false } = options;
    const changed$ = new Subject<void>();
    let running = 0;
    /** In the order of the inputs: runs that began and whose end has not been passed on. */
    let open = 0;

    const hasRoom = (): boolean => running < concurrency && (order === 'completed' || open < concurrency + ahead);
    const passed = (event: RunAllEvent): void => {
      if (!isEnd(event)) return;
      open--;
      changed$.next();
    };
    const opens$ = defer(() => (hasRoom() ? NOW : changed$.pipe(filter(hasRoom), take(1))));
    const one = (input: RunOptions, index: number): Observable<RunAllEvent> => {
      running++;
      open++;
      return defer(() => run(validateInput(input, index))).pipe(
        map((event): RunAllEvent => ({ index, event })),
        catchError((error: unknown): Observable<RunAllEvent> => {
          if (failFast) throw withIndex(error, index);
          return of({ index, error: withIndex(error, index) });
        }),
        tap({
          complete: () => {
            running--;
            changed$.next();
          },
        }),
      );
    };
    return pulled(runs, { isOpen: hasRoom, opens$ }).pipe(
      mergeMap(one),
      order === 'input' ? pipe(inInputOrder(isEnd), tap(passed)) : identity,
    );
  });

const NOW = of(undefined);

const isEnd = ({ event, error }: RunAllEvent): boolean => error !== undefined || 'response' in event;
