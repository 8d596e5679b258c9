import { paintFor, type Paint } from './paint.ts';
import { identity } from 'rxjs';
import { brief } from './printable.ts';
import { wrapped } from './wrap.ts';

export interface Output {
  readonly write: (text: string) => void;
  readonly fail: (sentence: string) => void;
  readonly paint: Paint;
}

export const standardOutput = (): Output => {
  const paint = paintFor(process.stdout);
  const { stdout } = process;
  const wrap = stdout.isTTY ? wrapped(() => stdout.columns) : identity;
  const write = (text: string) => void stdout.write(wrap(text));
  return { paint, write, fail: (sentence) => write(`${paint('red', brief(sentence, 400))}\n`) };
};

/** A reader that stops early, such as `| head`, is not a failure. */
export const leaveWithReader = (): void => {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    process.exit(code === 'EPIPE' ? 0 : 1);
  });
};
