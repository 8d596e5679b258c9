import { lastValueFrom, toArray, type Observable } from 'rxjs';

/** All that a stream emits. Rejects with what it errors with. */
export const collect = <T>(stream$: Observable<T>): Promise<readonly T[]> =>
  lastValueFrom(stream$.pipe(toArray()), { defaultValue: [] });

/** The last it emits. */
export const last = async <T>(stream$: Observable<T>): Promise<T> => {
  const value = (await collect(stream$)).at(-1);
  if (value === undefined) throw new Error('The stream emitted nothing.');
  return value;
};
