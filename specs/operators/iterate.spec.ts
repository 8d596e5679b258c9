import { iterate } from 'rxswarm/operators';
import { concat, defer, finalize, NEVER, of, range, Subject, throwError, type Observable } from 'rxjs';

/** A stream that tells how often it was subscribed and left. */
const counted = <T>(source$: Observable<T>) => {
  const seen = { subscribed: 0, left: 0 };
  const stream$ = defer(() => {
    seen.subscribed++;
    return source$.pipe(finalize(() => seen.left++));
  });
  return { seen, stream$ };
};

const collect = async <T>(values: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
};

describe('iterate()', () => {
  it('subscribes when the first value is asked for, and anew in each loop', async () => {
    const { seen, stream$ } = counted(of(1, 2, 3));
    const values = iterate(stream$);
    values[Symbol.asyncIterator]();
    expect(seen.subscribed).toBe(0);
    expect([await collect(values), await collect(values)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(seen.subscribed).toBe(2);
  });

  it('keeps what arrives while the loop is busy, in order', async () => {
    const source$ = new Subject<number>();
    const iterator = iterate(source$)[Symbol.asyncIterator]();
    const first = iterator.next();
    for (const value of [1, 2, 3]) source$.next(value);
    expect(await first).toEqual({ value: 1 });
    source$.next(4);
    source$.complete();
    expect([await iterator.next(), await iterator.next(), await iterator.next(), await iterator.next()]).toEqual([
      { value: 2 },
      { value: 3 },
      { value: 4 },
      { done: true, value: undefined },
    ]);
  });

  it('answers several requests in order', async () => {
    const source$ = new Subject<number>();
    const iterator = iterate(source$)[Symbol.asyncIterator]();
    const asked = Promise.all([iterator.next(), iterator.next(), iterator.next()]);
    source$.next(1);
    source$.next(2);
    source$.complete();
    expect(await asked).toEqual([{ value: 1 }, { value: 2 }, { done: true, value: undefined }]);
  });

  it('unsubscribes when the loop is left', async () => {
    const { seen, stream$ } = counted(concat(of(1), NEVER));
    for await (const value of iterate(stream$)) if (value === 1) break;
    expect(seen).toEqual({ subscribed: 1, left: 1 });
    const thrown = async () => {
      for await (const value of iterate(stream$)) throw new Error(`at ${String(value)}`);
    };
    await expect(thrown()).rejects.toThrow('at 1');
    expect(seen).toEqual({ subscribed: 2, left: 2 });
  });

  it('unsubscribes from a silent stream at once, and ends the request that waits', async () => {
    const { seen, stream$ } = counted(NEVER);
    const iterator = iterate(stream$)[Symbol.asyncIterator]();
    const waiting = iterator.next();
    const returned = iterator.return?.();
    expect(seen.left).toBe(1);
    expect([await waiting, await returned, await iterator.next()]).toEqual(
      Array(3).fill({ done: true, value: undefined }),
    );
  });

  it('never subscribes after return()', async () => {
    const { seen, stream$ } = counted(of(1));
    const iterator = iterate(stream$)[Symbol.asyncIterator]();
    await iterator.return?.();
    expect([await iterator.next(), seen.subscribed]).toEqual([{ done: true, value: undefined }, 0]);
  });

  it('throws an error after the values before it, once', async () => {
    const failing$ = concat(
      of(1),
      throwError(() => new Error('gone')),
    );
    const iterator = iterate(failing$)[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ value: 1 });
    await expect(iterator.next()).rejects.toThrow('gone');
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('reads 100,000 values that came at once', async () => {
    expect(await collect(iterate(range(0, 100_000)))).toHaveLength(100_000);
  });
});
