import {
  connect,
  endWith,
  fromEventPattern,
  ignoreElements,
  interval,
  map,
  merge,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
  Subscription,
  takeUntil,
} from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import { randomId } from '../../util/random-id.ts';
import { type ServerOptions, withDefaults } from './options.ts';
import { publicError, type PublicError } from './public-error.ts';

/** Sends frames as a `text/event-stream` with heartbeats. Unsubscribes from them when the request is aborted. */
export const eventResponse = (
  frames$: Observable<string>,
  request: Request,
  options: ServerOptions,
  errorFrame: (error: PublicError) => string,
): Response => {
  const { heartbeat = 15_000, scheduler, limits } = options;
  const limit = withDefaults(limits).bufferBytes;
  const overflow = (): string => {
    const error = new SwarmError('timeout', `More than ${limit} bytes waited for a client that reads too slowly.`);
    return errorFrame(publicError(error, randomId(), options));
  };
  const texts$ = frames$.pipe(withHeartbeat(heartbeat, scheduler), takeUntil(abortOf(request)));
  return new Response(streamBody(texts$, { limit, overflow }), { headers: EVENT_STREAM });
};

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // Without it, nginx collects events until its buffer is full.
  'x-accel-buffering': 'no',
};

export interface StreamBodyOptions {
  /** Bytes that may wait for the reader. A text is taken whole as long as fewer wait. */
  readonly limit: number;
  /** Returns the last text, written in place of the one that exceeds the limit. */
  readonly overflow: () => string;
}

/**
 * Turns texts into the body of a response. Texts are written as they come, because a run does not wait for its reader.
 * Unsubscribes when the reader cancels and when the limit is exceeded.
 */
export const streamBody = (
  texts$: Observable<string>,
  { limit, overflow }: StreamBodyOptions,
): ReadableStream<Uint8Array> => {
  const subscription = new Subscription();
  const encoder = new TextEncoder();
  const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const endWithOverflow = (): void => {
      subscription.unsubscribe();
      controller.enqueue(encoder.encode(overflow()));
      controller.close();
    };
    subscription.add(
      texts$.pipe(map((text) => encoder.encode(text))).subscribe({
        next: (bytes) => {
          // A source that emits during its subscription cannot be unsubscribed from yet.
          if (subscription.closed) return;
          if ((controller.desiredSize ?? 0) <= 0) endWithOverflow();
          else controller.enqueue(bytes);
        },
        error: (error: unknown) => controller.error(error),
        complete: () => {
          if (!subscription.closed) controller.close();
        },
      }),
    );
  };
  const cancel = (): void => subscription.unsubscribe();
  return new ReadableStream({ start, cancel }, new ByteLengthQueuingStrategy({ highWaterMark: limit }));
};

/** A comment of the event stream format. Every reader skips it. */
const HEARTBEAT = ':\n\n';

/** Adds a comment each `period` milliseconds: proxies close silent connections, and a write detects a dead socket. */
export const withHeartbeat = (period: number, scheduler?: SchedulerLike): MonoTypeOperatorFunction<string> =>
  connect((frames$) => {
    const end$ = frames$.pipe(ignoreElements(), endWith(undefined));
    return merge(
      frames$,
      interval(period, scheduler).pipe(
        map(() => HEARTBEAT),
        takeUntil(end$),
      ),
    );
  });

/** Writes a server-sent event. JSON contains no line breaks, so the data is one line. */
export const eventFrame = (data: object, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;

/**
 * Emits when the request is aborted. Holds on to the request while subscribed, because undici stops following the signal a
 * `Request` was made with once that `Request` is garbage collected.
 */
export const abortOf = (request: Request): Observable<unknown> =>
  fromEventPattern(
    (handler) => request.signal.addEventListener('abort', handler),
    (handler) => request.signal.removeEventListener('abort', handler),
  );
