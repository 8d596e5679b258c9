import { count, EMPTY, of, take, throwError, type Observable } from 'rxjs';
import { expandWhere } from '../../lib/loop/expand-where.ts';
import { marbles } from '../support/marbles.ts';
import { all } from '../support/synchronous.ts';

/** Small letters pass through, numbers give way. */
const isNumber = (value: string | number): value is number => typeof value === 'number';
const expandNumbers = (project: (value: number) => Observable<string | number>) =>
  expandWhere<string, number>(isNumber, project);

describe('expandWhere', () => {
  it(
    'lets values through, and a match give way to the stream it projects to once its own has completed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<string | number>('a-1-b-|', { a: 'a', b: 'b', 1: 1 });
      const inner = cold('               -c-|');
      const expected = '                    a---b--c-|';
      expectObservable(source.pipe(expandNumbers(() => inner))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^-----!');
      expectSubscriptions(inner.subscriptions).toBe(' ------^--!');
    }),
  );

  it(
    'takes matches one after another, in their order',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<string | number>('(12|)', { 1: 1, 2: 2 });
      const inner = [cold('--a|'), cold('-b|')] as const;
      const project = (value: number): Observable<string> => (value === 1 ? inner[0] : inner[1]);
      expectObservable(source.pipe(expandNumbers(project))).toBe('--a-b|');
      expectSubscriptions(inner[0].subscriptions).toBe('^--!');
      expectSubscriptions(inner[1].subscriptions).toBe('---^-!');
    }),
  );

  it('passes on undefined, as any other value that does not match', () => {
    const source = of<(string | number | undefined)[]>(1, undefined, 'a');
    const isOne = (value: string | number | undefined): value is number => value === 1;
    const expanded = source.pipe(expandWhere<string | number | undefined, number>(isOne, () => of(undefined, 'b')));
    expect(all(expanded)).toEqual([undefined, 'a', undefined, 'b']);
  });

  it('projects the matching values of a projected stream too', () => {
    const down = (value: number): Observable<string | number> =>
      value === 0 ? of('end') : of(`at ${value}`, value - 1);
    expect(all(of(2).pipe(expandNumbers(down)))).toEqual(['at 2', 'at 1', 'end']);
  });

  it(
    'keeps synchronous recursion in its frame',
    marbles(({ cold, expectObservable }) => {
      const down = (value: number): Observable<string | number> => (value === 0 ? of('z') : of(value - 1));
      const source = cold<number>('--(a|)', { a: 1000 });
      expectObservable(source.pipe(expandNumbers(down))).toBe('--(z|)');
    }),
  );

  it(
    'errors when the source errors, when a projected stream errors, and when the projection throws',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#').pipe(expandNumbers(() => EMPTY))).toBe('-a-#');
      const source = cold<number>('-(1|)', { 1: 1 });
      const thrown = new Error('No.');
      expectObservable(source.pipe(expandNumbers(() => throwError(() => thrown)))).toBe('-#', {}, thrown);
      const throwing = (): never => {
        throw thrown;
      };
      expectObservable(source.pipe(expandNumbers(throwing))).toBe('-#', {}, thrown);
    }),
  );

  it(
    'unsubscribes from the stream under way, and projects nothing more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<string | number>('(12|)', { 1: 1, 2: 2 });
      const inner = cold('         -a--a');
      const project = jest.fn(() => inner);
      expectObservable(source.pipe(expandNumbers(project)), '^--!').toBe('-a');
      expectSubscriptions(inner.subscriptions).toBe('^--!');
    }),
  );

  it('stops at once when its subscriber has enough, though all is synchronous', () => {
    const project = jest.fn((value: number): Observable<string | number> => of(`at ${value}`, value + 1));
    expect(all(of(0).pipe(expandNumbers(project), take(3)))).toEqual(['at 0', 'at 1', 'at 2']);
    expect(project).toHaveBeenCalledTimes(3);
  });

  it('keeps nothing from one subscription to the next', () => {
    const source = of<(string | number)[]>(1, 'a').pipe(expandNumbers(() => of('b')));
    expect([all(source), all(source)]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('neither overflows the stack nor leaves anything subscribed after 100,000 matches', () => {
    const down = (value: number): Observable<string | number> => (value === 0 ? of('end') : of('at', value - 1));
    expect(all(of(100_000).pipe(expandNumbers(down), count()))).toEqual([100_001]);
  });
});
