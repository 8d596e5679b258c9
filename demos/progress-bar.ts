import type { Progress } from 'rxswarm/operators';
import {
  asyncScheduler,
  connect,
  finalize,
  ignoreElements,
  merge,
  tap,
  throttleTime,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { columnsOf, cutTo } from './terminal/columns.ts';

/** The part of a standard stream that a progress bar needs. */
export interface Screen {
  readonly isTTY?: boolean;
  /** Columns of the terminal. Default: 80. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** Milliseconds between two drawings. */
const PAUSE = 100;

/**
 * Draws progress on one line of a terminal, at most ten times a second, and clears the line at the end. Draws nothing when
 * the stream is not a terminal.
 */
export const progressBar = (
  screen: Screen = process.stderr,
  scheduler: SchedulerLike = asyncScheduler,
): MonoTypeOperatorFunction<Progress> => {
  const draw = (progress: Progress) => screen.write(`\r\u001b[K${bar(progress, (screen.columns ?? 80) - 1)}`);
  return (source) =>
    screen.isTTY === true
      ? source.pipe(
          connect((progress$) =>
            merge(
              progress$,
              progress$.pipe(
                throttleTime(PAUSE, scheduler, { leading: true, trailing: true }),
                tap(draw),
                ignoreElements(),
              ),
            ),
          ),
          finalize(() => screen.write('\r\u001b[K')),
        )
      : source;
};

const WIDEST = 30;
const NARROWEST = 10;

/** Writes progress within so many columns: what is said last goes first, then the bar shrinks. */
export const bar = (progress: Progress, columns = 120): string => {
  const { done, failed, total = 0 } = progress;
  const ended = done + failed;
  const words = wordsOf(progress);
  // The brackets and the space around the bar take three columns.
  const fits = (count: number) => columnsOf(words.slice(0, count).join(', ')) + NARROWEST + 3 <= columns;
  const count = [...words.keys()].map((place) => place + 1).findLast(fits) ?? 1;
  const text = words.slice(0, count).join(', ');
  const width = Math.max(NARROWEST, Math.min(WIDEST, columns - columnsOf(text) - 3));
  const filled = Math.round((ended / Math.max(total, ended, 1)) * width);
  return cutTo(`[${'='.repeat(filled).padEnd(width)}] ${text}`, columns);
};

/** The parts of the text, in the order of their weight. */
const wordsOf = ({ done, failed, running, total = 0, tokens, rate, eta }: Progress): readonly string[] => [
  `${done + failed}/${total}`,
  ...(failed > 0 ? [`${failed} failed`] : []),
  `${running} running`,
  `${tokens} tokens`,
  `${rate.toFixed(1)}/s`,
  ...(eta === undefined ? [] : [`${Math.ceil(eta / 1000)} s left`]),
];
