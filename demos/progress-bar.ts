import type { Progress } from 'rxswarm/operators';
import { finalize, tap, type MonoTypeOperatorFunction } from 'rxjs';

const WIDTH = 30;

/** The part of a standard stream that a progress bar needs. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Draws progress on one line of a terminal, and clears the line at the end. Draws nothing when the stream is not a
 * terminal.
 */
export const progressBar =
  (screen: Screen = process.stderr): MonoTypeOperatorFunction<Progress> =>
  (source) =>
    screen.isTTY === true
      ? source.pipe(
          tap((progress) => screen.write(`\r\u001b[K${bar(progress)}`)),
          finalize(() => screen.write('\r\u001b[K')),
        )
      : source;

export const bar = ({ done, failed, running, total = 0, tokens, rate, eta }: Progress): string => {
  const ended = done + failed;
  const filled = Math.round((ended / Math.max(total, 1)) * WIDTH);
  const rest = eta === undefined ? '' : `, ${Math.ceil(eta / 1000)} s left`;
  const failures = failed > 0 ? `, ${failed} failed` : '';
  const counts = `${ended}/${total}${failures}, ${running} running, ${tokens} tokens`;
  return `[${'='.repeat(filled).padEnd(WIDTH)}] ${counts}, ${rate.toFixed(1)}/s${rest}`;
};
