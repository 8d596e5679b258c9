import {
  asyncScheduler,
  catchError,
  defer,
  EMPTY,
  finalize,
  map,
  of,
  repeat,
  take,
  takeUntil,
  takeWhile,
  timer,
  toArray,
} from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { cancel } from '../cancel.ts';
import type { ByteStream } from '../transport/answer.ts';

/** Milliseconds an error's text is waited for: its status has said already what matters. */
const LIMIT = 1000;
/** Reads; at 64 kB each, more than any error has to say. */
const READS = 16;

const decoded = (parts: readonly Uint8Array[]): string => {
  const decoder = new TextDecoder();
  return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode();
};

/** The parts of a body as they come, for a second at most. */
const parts = (body: ByteStream, scheduler: SchedulerLike): Observable<Uint8Array> => {
  const reader = body.getReader();
  return defer(() => reader.read()).pipe(
    repeat(),
    takeWhile((part) => !part.done),
    map(({ value }) => value),
    take(READS),
    catchError(() => EMPTY),
    finalize(() => {
      cancel(reader);
    }),
    takeUntil(timer(LIMIT, scheduler)),
  );
};

/** The text of an error's body: what came of it, should it break, stall or never end. Emits once. */
export const errorText = (body: ByteStream | null, scheduler: SchedulerLike = asyncScheduler): Observable<string> =>
  body === null ? of('') : defer(() => parts(body, scheduler)).pipe(toArray(), map(decoded));
