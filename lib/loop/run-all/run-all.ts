import {
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  identity,
  isObservable,
  map,
  mergeMap,
  type Observable,
  of,
  pipe,
  Subject,
  take,
  tap,
  throwError,
} from 'rxjs';
import type { ContextVariables } from '../../agent/context.ts';
import { isCount, refuse, withIndex } from '../../agent/errors.ts';
import type { RunEvent } from '../../agent/response.ts';
import type { RunAllEvent } from '../../agent/run-all-events.ts';
import { refuseUnknown } from '../../agent/known-options.ts';
import type { RequiredContext, RunOptions } from '../../agent/run-options.ts';
import { captureContext, subscribedIn } from '../../util/async-context.ts';
import { isRecord } from '../../util/is-record.ts';
import { show } from '../../util/stringify.ts';
import { inInputOrder } from './in-input-order.ts';
import { pulled } from './pulled.ts';

type Run = (options: RunOptions) => Observable<RunEvent>;

/**
 * Runs many inputs, at most `concurrency` at a time. A run that ends makes room for the next at once. A run that fails is
 * reported with its index, and the others go on. Cold; unsubscribing ends all of them.
 *
 * Errors as the inputs do if they error, once the runs under way have ended; with `failFast`, with the first run's SwarmError.
 */
export const runAll = (run: Run, runs: Runs, options: RunAllOptions = {}): Observable<RunAllEvent> =>
  defer(() => {
    validateRunAll(runs, options);
    const { concurrency = 10, order = 'completed', ahead = 1000, failFast = false } = options;
    const inContext = subscribedIn<RunAllEvent>(captureContext());
    const changed$ = new Subject<void>();
    /** The runs that are under way. */
    let running = 0;
    /** The runs whose end has not been passed on: with `order: 'input'`, ended ones may wait for earlier ones. */
    let open = 0;
    let failure$: Observable<never> = EMPTY;

    const hasRoom = (): boolean => running < concurrency && (order === 'completed' || open < concurrency + ahead);
    const close = (event: RunAllEvent): void => {
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
        inContext,
      );
    };
    const events$ = pulled(runs, { isOpen: hasRoom, opens$ }).pipe(
      // The error of the inputs waits, because the runs under way may have done things that the caller has to know.
      catchError((error: unknown) => {
        failure$ = throwError(() => error as Error);
        return EMPTY;
      }),
      mergeMap(one),
      order === 'input' ? pipe(inInputOrder(isEnd), tap(close)) : identity,
    );
    return concat(
      events$,
      defer(() => failure$),
    );
  });

const NOW = of(undefined);

const isEnd = ({ event, error }: RunAllEvent): boolean => error !== undefined || 'response' in event;

/** Source of runs. An iterable is asked for a run when that run can begin; runs of an Observable wait in line. */
export type Runs<C extends object = ContextVariables, A = unknown, O = A> =
  | Iterable<RunOptions<C, A, O> & RequiredContext<C>>
  | AsyncIterable<RunOptions<C, A, O> & RequiredContext<C>>
  | Observable<RunOptions<C, A, O> & RequiredContext<C>>;

/** Options of `runAll()`. */
export interface RunAllOptions {
  /** How many runs may be under way at once, from 1 up, or `Infinity`. Default 10. */
  readonly concurrency?: number;
  /**
   * `'completed'`: events are passed on as they come. `'input'`: those of a run are kept until all runs before it have
   * ended. Default `'completed'`.
   */
  readonly order?: 'completed' | 'input';
  /** With `order: 'input'`: how many runs may begin, beyond `concurrency`, while an earlier one lasts. Default 1000. */
  readonly ahead?: number;
  /** True: the first run that fails ends all, with its error. Default false: it is reported, and the others go on. */
  readonly failFast?: boolean;
}

/**
 * Refuses what many runs cannot go by.
 *
 * @throws SwarmError `usage`: what is wrong, the value, and the remedy.
 */
export const validateRunAll = (runs: unknown, options: RunAllOptions): void => {
  refuseUnknown('runAll()', options, OPTIONS);
  const { concurrency = 1, order = 'input', ahead = 0 } = options;
  refuse(
    !isSource(runs),
    () => `runs is ${show(runs)}: pass an array, an iterable, an async iterable or an Observable.`,
  );
  refuse(
    !isCount(concurrency),
    () => `concurrency is ${show(concurrency)}: it must be a whole number from 1 up, or Infinity.`,
  );
  refuse(
    ahead !== 0 && !isCount(ahead),
    () => `ahead is ${show(ahead)}: it must be a whole number from 0 up, or Infinity.`,
  );
  refuse(!ORDERS.includes(order), () => `order is ${show(order)}: it must be 'completed' or 'input'.`);
};

/** One of many runs' options, as they came. */
export const validateInput = (input: RunOptions, index: number): RunOptions => {
  refuse(!isRecord(input), () => `runs[${index}] is ${show(input)}: pass what run() takes, { agent, messages }.`);
  return input;
};

const OPTIONS: readonly (keyof RunAllOptions)[] = ['concurrency', 'order', 'ahead', 'failFast'];
const ORDERS: readonly unknown[] = ['completed', 'input'];

const isSource = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Symbol.iterator in value || Symbol.asyncIterator in value || isObservable(value));
