import { concatMap, delay, from, of, type Observable } from 'rxjs';

/** Milliseconds to wait before a chunk is sent. */
export type Pace = (chunk: object, index: number) => number;

const THINKING = 350;
const PAUSE = 140;

/**
 * The pace of a person who thinks first, types steadily, and pauses between sentences. It is computed from the text,
 * so the same text always takes the same time.
 */
export const human: Pace = (chunk, index) => {
  if (index === 0) return THINKING;
  const written = JSON.stringify(chunk);
  return 16 + (written.length % 5) * 7 + (/[.!?:]"/.test(written) ? PAUSE : 0);
};

/** Divides the waits of a pace by a factor. */
export const hurried =
  (pace: Pace, times: number): Pace =>
  (chunk, index) =>
    pace(chunk, index) / times;

/** Does not wait, so that the connection sets the pace. */
export const immediate: Pace = () => 0;

export const paced = <T extends object>(chunks: readonly T[], pace: Pace): Observable<T> =>
  from(chunks).pipe(
    concatMap((chunk, index) => {
      const wait = pace(chunk, index);
      return wait > 0 ? of(chunk).pipe(delay(wait)) : of(chunk);
    }),
  );
