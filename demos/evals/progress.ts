import {
  connect,
  defer,
  endWith,
  finalize,
  ignoreElements,
  interval,
  map,
  merge,
  scan,
  startWith,
  takeUntil,
  tap,
  withLatestFrom,
  type MonoTypeOperatorFunction,
} from 'rxjs';

const WIDTH = 30;
/** Milliseconds between two lines in a log. */
const PERIOD = 5000;

/** The part of a standard stream that a progress bar needs. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows how many of `total` values have arrived: as a bar on a terminal, which is cleared at the end, and elsewhere as a
 * line at the beginning and one every five seconds, whether or not something has arrived.
 */
export const progress =
  <T>(total: number, screen: Screen = process.stderr): MonoTypeOperatorFunction<T> =>
  (source) =>
    source.pipe(screen.isTTY === true ? drawn(total, screen) : logged(total, screen));

const drawn =
  <T>(total: number, screen: Screen): MonoTypeOperatorFunction<T> =>
  (source) =>
    defer(() => {
      let count = 0;
      return source.pipe(
        tap(() => screen.write(bar((count += 1), total))),
        finalize(() => screen.write('\r\u001b[K')),
      );
    });

const bar = (count: number, total: number): string => {
  const done = Math.round((count / total) * WIDTH);
  return `\r[${'='.repeat(done).padEnd(WIDTH)}] ${String(count)}/${String(total)}`;
};

const logged = <T>(total: number, screen: Screen): MonoTypeOperatorFunction<T> =>
  connect((source$) => {
    const count$ = source$.pipe(
      scan((count) => count + 1, 0),
      startWith(0),
    );
    const ended$ = source$.pipe(ignoreElements(), endWith(undefined));
    const lines$ = interval(PERIOD).pipe(
      startWith(-1),
      withLatestFrom(count$),
      map(([period, count]) => `${count} of ${total} runs after ${((period + 1) * PERIOD) / 1000} s\n`),
      tap((line) => screen.write(line)),
      takeUntil(ended$),
    );
    return merge(lines$.pipe(ignoreElements()), source$);
  });
