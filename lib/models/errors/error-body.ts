import {
  asyncScheduler,
  catchError,
  EMPTY,
  firstValueFrom,
  map,
  Observable,
  of,
  type SchedulerLike,
  take,
  takeUntil,
  timer,
  toArray,
} from 'rxjs';
import { type Body, readInto } from '../transport/answer.ts';
import type { Fetch } from '../transport/redirects.ts';

/** Milliseconds an error's text is waited for: its status has said already what matters. */
const LIMIT = 1000;
/** Reads; at 64 kB each, more than any error has to say. */
const READS = 16;

const decoded = (parts: readonly Uint8Array[]): string => {
  const decoder = new TextDecoder();
  return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
};

/** The parts of a body as they come, for a second at most. */
const parts = (body: Body, scheduler: SchedulerLike): Observable<Uint8Array> =>
  new Observable<Uint8Array>((subscriber) => readInto(body, subscriber)).pipe(
    take(READS),
    catchError(() => EMPTY),
    takeUntil(timer(LIMIT, scheduler)),
  );

/** The text of an error's body: what came of it, should it break, stall or never end. Emits once. */
export const errorText = (body: Body | null, scheduler: SchedulerLike = asyncScheduler): Observable<string> =>
  body === null ? of('') : parts(body, scheduler).pipe(toArray(), map(decoded));

/** A `fetch` whose errors have a body that does not stall: clients read an error's text to its end before they say anything. */
export const withErrorText =
  (fetch: Fetch): Fetch =>
  async (url, init) => {
    const response = await fetch(url, init);
    if (response.ok || response.body === null) return response;
    const { status, statusText, headers } = response;
    const text = await firstValueFrom(errorText(response.body), { defaultValue: '' });
    return new Response(text, { status, statusText, headers });
  };
