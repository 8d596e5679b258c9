import {
  connect,
  endWith,
  ignoreElements,
  interval,
  map,
  merge,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  type SchedulerLike,
  takeUntil,
} from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import { randomId } from '../../util/random-id.ts';
import { abortOf } from './abort-of.ts';
import { type ServerOptions, withDefaults } from './options.ts';
import { publicError, type PublicError } from './public-error.ts';
import { streamBody } from './stream-body.ts';

/** A server-sent event before it is written. */
export interface Frame {
  readonly data: object;
  /** The event's type. Absent: the default, `message`. */
  readonly event?: 'error' | undefined;
}

/** The parts of a streamed answer that depend on its protocol and its place. */
export interface EventResponseOptions {
  readonly request: Request;
  readonly server: ServerOptions;
  /** Writes a failure as a frame. */
  readonly errorFrame: (error: PublicError) => string;
  /** Gives the place of the request back. Called once, when the answer has been read or dropped. */
  readonly release: () => void;
  /** Called once, when more bytes wait for the reader than it may leave. Default: nothing. */
  readonly onOverflow?: () => void;
  /** Bytes that a client may be sent at once when it comes back. They may wait as well. Default 0. */
  readonly replayBytes?: number;
}

/** Sends frames as a `text/event-stream` with heartbeats. Unsubscribes from them when the request is aborted. */
export const eventResponse = (
  frames$: Observable<string>,
  { request, server: options, errorFrame, release, onOverflow, replayBytes = 0 }: EventResponseOptions,
): Response => {
  const { heartbeat = 15_000, scheduler, limits } = options;
  const limit = withDefaults(limits).bufferBytes + replayBytes;
  const overflow = (): string => {
    onOverflow?.();
    const error = new SwarmError('timeout', `More than ${limit} bytes waited for a client that reads too slowly.`);
    return errorFrame(publicError(error, randomId(), options));
  };
  const texts$ = heartbeat === Infinity ? frames$ : frames$.pipe(withHeartbeat(heartbeat, scheduler));
  const body = streamBody(texts$, { limit, overflow, gone$: abortOf(request), release });
  return new Response(body, { headers: EVENT_STREAM });
};

/** Sends a value as JSON. Gives the place of the request back when the answer has been read or dropped. */
export const jsonResponse = (
  value: object,
  { request, release }: Pick<EventResponseOptions, 'request' | 'release'>,
) => {
  const options = { limit: Infinity, overflow: () => '', gone$: abortOf(request), release };
  return new Response(streamBody(of(JSON.stringify(value)), options), {
    headers: { 'content-type': 'application/json' },
  });
};

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // Keeps nginx from collecting events until its buffer is full.
  'x-accel-buffering': 'no',
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

/** Returns the last frame of a run that failed. */
export const errorFrameOf = (reason: unknown, server: ServerOptions): Frame => ({
  event: 'error',
  data: { error: publicError(reason, randomId(), server) },
});

/** Writes a server-sent event. JSON contains no line breaks, so the data is one line. */
export const eventFrame = (data: object, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
