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
import { type Body, readInto } from '../transport/http-response.ts';
import type { Fetch } from '../transport/redirects.ts';

/** Milliseconds that an error's text is waited for: its status has said already what matters. */
const LIMIT = 1000;
/** Reads of an error's text; at 64 kB each, more than any error has to say. */
const READS = 16;

const decoded = (parts: readonly Uint8Array[]): string => {
  const decoder = new TextDecoder();
  return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
};

const partsOf = (body: Body, scheduler: SchedulerLike): Observable<Uint8Array> =>
  new Observable<Uint8Array>((subscriber) => readInto(body, subscriber)).pipe(
    take(READS),
    catchError(() => EMPTY),
    takeUntil(timer(LIMIT, scheduler)),
  );

/** Emits the text of an error's body once: what came of it within a second, should it break, stall or never end. */
export const errorText = (body: Body | null, scheduler: SchedulerLike = asyncScheduler): Observable<string> =>
  body === null ? of('') : partsOf(body, scheduler).pipe(toArray(), map(decoded));

/** Returns a `fetch` whose error texts do not stall, because clients read them to their end before they tell the status. */
export const withErrorText =
  (fetch: Fetch): Fetch =>
  async (url, init) => {
    const response = await fetch(url, init);
    if (response.ok || response.body === null) return response;
    const { status, statusText, headers } = response;
    const text = await firstValueFrom(errorText(response.body), { defaultValue: '' });
    return new Response(text, { status, statusText, headers });
  };
