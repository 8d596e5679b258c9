import { of } from 'rxjs';
import { progress } from '../../../demos/evals/progress.ts';

const drawn = (isTTY: boolean): readonly string[] => {
  const texts: string[] = [];
  const screen = { isTTY, write: (text: string) => texts.push(text) };
  of('a', 'b')
    .pipe(progress(2, screen))
    .subscribe({
      error: (error: unknown) => {
        throw error;
      },
    });
  return texts;
};

describe('the progress bar', () => {
  it('is redrawn on a terminal, and cleared at the end', () => {
    expect(drawn(true)).toEqual([
      `\r[${'='.repeat(15)}${' '.repeat(15)}] 1/2`,
      `\r[${'='.repeat(30)}] 2/2`,
      '\r\u001b[K',
    ]);
  });

  it('is not drawn when the stream is not a terminal', () => {
    expect(drawn(false)).toEqual([]);
  });
});
