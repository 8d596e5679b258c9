import { finalize, tap, type MonoTypeOperatorFunction } from 'rxjs';

const WIDTH = 30;

/** The part of a standard stream that a bar needs. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Draws how many of the values have arrived, on a terminal only, and wipes it away at the end. */
export const progress =
  <T>(total: number, screen: Screen = process.stderr): MonoTypeOperatorFunction<T> =>
  (source) => {
    if (screen.isTTY !== true) return source;
    let count = 0;
    return source.pipe(
      tap(() => screen.write(bar((count += 1), total))),
      finalize(() => screen.write('\r\u001b[K')),
    );
  };

const bar = (count: number, total: number): string => {
  const done = Math.round((count / total) * WIDTH);
  return `\r[${'='.repeat(done).padEnd(WIDTH)}] ${String(count)}/${String(total)}`;
};
