import { lastValueFrom, toArray, type Observable } from 'rxjs';

/** Resolves with all values of a stream, or rejects with its error. */
export const collect = <T>(stream$: Observable<T>): Promise<readonly T[]> =>
  lastValueFrom(stream$.pipe(toArray()), { defaultValue: [] });

/** Resolves with the last value of a stream. */
export const last = async <T>(stream$: Observable<T>): Promise<T> => {
  const value = (await collect(stream$)).at(-1);
  if (value === undefined) throw new Error('The stream emitted nothing.');
  return value;
};
