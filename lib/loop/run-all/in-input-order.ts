import { defer, mergeMap, type MonoTypeOperatorFunction } from 'rxjs';

interface Indexed {
  readonly index: number;
}

/** Passes on the items of the first index that has not ended, and keeps those of later indexes. Indexes count from 0 without a gap. */
export const inInputOrder =
  <T extends Indexed>(isEnd: (item: T) => boolean): MonoTypeOperatorFunction<T> =>
  (source) =>
    defer(() => {
      const kept = new Map<number, T[]>();
      let turn = 0;
      const take = (item: T): Iterable<T> => {
        if (item.index !== turn) return keep(kept, item);
        return isEnd(item) ? ended(item) : [item];
      };
      /** Passes the end on before the next run has its turn, because a run that begins meanwhile must wait for its own. */
      function* ended(item: T): Generator<T> {
        yield item;
        yield* next();
      }
      /** Returns the kept items of the indexes whose turn it is now. */
      function* next(): Generator<T> {
        for (let isOver = true; isOver;) {
          const items = kept.get(++turn) ?? [];
          kept.delete(turn);
          yield* items;
          const last = items.at(-1);
          isOver = last !== undefined && isEnd(last);
        }
      }
      return source.pipe(mergeMap(take));
    });

const keep = <T extends Indexed>(kept: Map<number, T[]>, item: T): readonly T[] => {
  const items = kept.get(item.index);
  if (items) items.push(item);
  else kept.set(item.index, [item]);
  return [];
};
