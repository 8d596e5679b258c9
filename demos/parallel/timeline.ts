import type { RunAllEvent } from 'rxswarm';
import { reduce, timestamp, pipe, type OperatorFunction } from 'rxjs';

/** From when until when a run lasted, in milliseconds since 1970. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** When each of many runs was under way, by index. */
export const spans = (): OperatorFunction<RunAllEvent, readonly Span[]> =>
  pipe(
    timestamp(),
    reduce((all: readonly Span[], { timestamp: at, value: { index } }) => {
      const { begin = at } = all[index] ?? {};
      return Object.assign([...all], { [index]: { begin, end: at } });
    }, []),
  );

const WIDTH = 48;

/** A line for each, below one another on the same scale: what overlaps was done at the same time. */
export const timeline = (rows: readonly (readonly [name: string, span: Span])[]): string => {
  const begin = Math.min(...rows.map(([, span]) => span.begin));
  const end = Math.max(...rows.map(([, span]) => span.end));
  const column = (at: number) => Math.round(((at - begin) / Math.max(end - begin, 1)) * WIDTH);
  const row = ([name, span]: readonly [string, Span]): string => {
    const bar = '█'.repeat(Math.max(column(span.end) - column(span.begin), 1));
    const times = `${span.begin - begin}–${span.end - begin} ms`;
    return `${name.padEnd(10)}${' '.repeat(column(span.begin))}${bar}`.padEnd(12 + WIDTH) + times;
  };
  return `${rows.map(row).join('\n')}\n`;
};
