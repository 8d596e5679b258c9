import { of } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { progress, type Screen } from '../../../demos/evals/progress.ts';

const screen = (isTTY: boolean): Screen & { readonly texts: string[] } => {
  const texts: string[] = [];
  return { isTTY, texts, write: (text: string) => texts.push(text) };
};

const virtual = (): TestScheduler =>
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });

describe('progress', () => {
  it('redraws a bar on a terminal, and clears it at the end', () => {
    const terminal = screen(true);
    of('a', 'b')
      .pipe(progress(2, terminal))
      .subscribe({
        error: (error: unknown) => {
          throw error;
        },
      });
    expect(terminal.texts).toEqual([
      `\r[${'='.repeat(15)}${' '.repeat(15)}] 1/2`,
      `\r[${'='.repeat(30)}] 2/2`,
      '\r\u001b[K',
    ]);
  });

  it('prints a line at the beginning and every five seconds in a log, also when nothing arrives', () => {
    const log = screen(false);
    virtual().run(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('6s a 5s b 2s (c|)');
      expectObservable(source.pipe(progress(3, log))).toBe('6s a 5s b 2s (c|)');
      expectSubscriptions(source.subscriptions).toBe('^ 13001ms !');
      flush();
    });
    expect(log.texts).toEqual(['0 of 3 runs after 0 s\n', '0 of 3 runs after 5 s\n', '1 of 3 runs after 10 s\n']);
  });

  it('prints no further line after an error or without a subscriber', () => {
    const log = screen(false);
    virtual().run(({ cold, expectObservable, flush }) => {
      expectObservable(cold('6s #').pipe(progress(3, log))).toBe('6s #');
      expectObservable(cold('60s a').pipe(progress(3, log)), '^ 6s !').toBe('');
      flush();
    });
    expect(log.texts.filter((text) => text.startsWith('0 of 3'))).toHaveLength(4);
    expect(log.texts).toHaveLength(4);
  });
});
