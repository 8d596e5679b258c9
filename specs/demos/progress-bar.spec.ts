import fc from 'fast-check';
import type { Progress } from 'rxswarm/operators';
import { map } from 'rxjs';
import { bar, progressBar, type Screen } from '../../demos/progress-bar.ts';
import { marbles } from '../support/marbles.ts';

const at = (done: number): Progress => ({
  done,
  failed: 0,
  running: 5,
  total: 200,
  tokens: 1234,
  rate: 3.2,
  eta: 9000,
});

describe('bar', () => {
  it.each([
    [120, '[===============               ] 100/200, 5 running, 1234 tokens, 3.2/s, 9 s left'],
    [72, '[===========          ] 100/200, 5 running, 1234 tokens, 3.2/s, 9 s left'],
    [50, '[========        ] 100/200, 5 running, 1234 tokens'],
    [24, '[=======       ] 100/200'],
    [12, '[=====     …'],
  ])('in %d columns', (columns, expected) => {
    expect(bar(at(100), columns)).toBe(expected);
  });

  it('never takes more columns than there are', () => {
    const count = fc.nat(1_000_000);
    fc.assert(
      fc.property(
        count,
        count,
        count,
        fc.option(count, { nil: undefined }),
        fc.integer({ min: 5, max: 200 }),
        (done, failed, total, eta, columns) => {
          const progress = { ...at(done), failed, total, ...(eta !== undefined && { eta }) };
          expect(bar(progress, columns).length).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});

describe('progressBar', () => {
  const screen = (isTTY: boolean): Screen & { readonly written: string[] } => {
    const written: string[] = [];
    return { isTTY, columns: 30, written, write: (text) => written.push(text) };
  };

  it(
    'draws at most ten times a second, the last state too, and passes everything on at once',
    marbles(({ cold, expectObservable, flush, scheduler }) => {
      const terminal = screen(true);
      const source = cold('abc 200ms d 200ms |').pipe(map((letter) => at('abcd'.indexOf(letter))));
      expectObservable(
        source.pipe(
          progressBar(terminal, scheduler),
          map(({ done }) => 'abcd'[done]),
        ),
      ).toBe('                  abc 200ms d 200ms |');
      flush();
      const drawn = terminal.written.map((text) => /\d+\/200/.exec(text)?.[0]);
      expect(drawn).toEqual(['0/200', '2/200', '3/200', undefined]);
      expect(terminal.written.at(-1)).toBe('\r\u001b[K');
    }),
  );

  it(
    'draws nothing where there is no terminal',
    marbles(({ cold, expectObservable, flush, scheduler }) => {
      const pipe = screen(false);
      const source = cold('a|').pipe(map(() => at(0)));
      expectObservable(
        source.pipe(
          progressBar(pipe, scheduler),
          map(() => 'a'),
        ),
      ).toBe('a|');
      flush();
      expect(pipe.written).toEqual([]);
    }),
  );
});
