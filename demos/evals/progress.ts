import { finalize, tap, type MonoTypeOperatorFunction } from 'rxjs';

const WIDTH = 30;

/** The part of a standard stream that a progress bar needs. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Draws on a terminal how many values have arrived, and clears the line at the end. */
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
