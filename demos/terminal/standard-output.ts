import { paintFor, type Paint } from './paint.ts';
import { brief } from './printable.ts';

export interface Output {
  readonly write: (text: string) => void;
  readonly fail: (sentence: string) => void;
  readonly paint: Paint;
}

export const standardOutput = (): Output => {
  const paint = paintFor(process.stdout);
  const write = (text: string) => void process.stdout.write(text);
  return { paint, write, fail: (sentence) => write(`${paint('red', brief(sentence, 400))}\n`) };
};

/** A reader that stops early, such as `| head`, is not a failure. */
export const leaveWithReader = (): void => {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    process.exit(code === 'EPIPE' ? 0 : 1);
  });
};
