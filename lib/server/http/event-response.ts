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

/** Frames as an event stream, kept alive; it ends with the request. */
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
  return new Response(streamBody(texts$, { limit, overflow }), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // nginx would hold events back to fill its buffer.
      'x-accel-buffering': 'no',
    },
  });
};

export interface StreamBodyOptions {
  /** Bytes that may wait for the reader: while there are fewer, a text is taken whole, however long. */
  readonly limit: number;
  /** What is written last when the limit is met, instead of the text that came too much. */
  readonly overflow: () => string;
}

/**
 * Texts as the body of a response, written as they come: a run does not wait for its reader. Unsubscribes when the
 * reader cancels, and when more waits than may.
 */
export const streamBody = (
  texts$: Observable<string>,
  { limit, overflow }: StreamBodyOptions,
): ReadableStream<Uint8Array> => {
  const subscription = new Subscription();
  const encoder = new TextEncoder();
  const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const enough = (): void => {
      subscription.unsubscribe();
      controller.enqueue(encoder.encode(overflow()));
      controller.close();
    };
    subscription.add(
      texts$.pipe(map((text) => encoder.encode(text))).subscribe({
        next: (bytes) => {
          // A source that emits while it is being subscribed hears of the end too late.
          if (subscription.closed) return;
          if ((controller.desiredSize ?? 0) <= 0) enough();
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

/** An event stream's comment: every reader skips it. */
const BEAT = ':\n\n';

/** Comments among the frames: proxies cut what is silent, and writing is how a dead socket is found out. */
export const withHeartbeat = (period: number, scheduler?: SchedulerLike): MonoTypeOperatorFunction<string> =>
  connect((frames$) => {
    const end$ = frames$.pipe(ignoreElements(), endWith(undefined));
    return merge(
      frames$,
      interval(period, scheduler).pipe(
        map(() => BEAT),
        takeUntil(end$),
      ),
    );
  });

/** A server-sent event. JSON has no line breaks of its own, so it is one line. */
export const eventFrame = (data: object, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;

/**
 * Emits when the request is aborted. Keeps hold of the request while it is subscribed: the signal of a `Request` follows
 * the one it was made with through its request only, and where that has been collected (undici does so) nothing follows.
 */
export const abortOf = (request: Request): Observable<unknown> =>
  fromEventPattern(
    (handler) => request.signal.addEventListener('abort', handler),
    (handler) => request.signal.removeEventListener('abort', handler),
  );
