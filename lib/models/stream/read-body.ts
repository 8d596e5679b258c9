import { asyncScheduler, Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { SwarmError, usageError } from '../../agent/errors.ts';
import type { ChatCompletionChunk } from '../../messages/types.ts';
import { afterTick } from '../../util/after-tick.ts';
import { rootCause } from '../errors/network-error.ts';
import { type Body, readInto } from '../transport/http-response.ts';
import type { AnswerReader } from './answer-reader.ts';
import { bodyDecoder, type BodyDecoder } from './body-decoder.ts';

/** How a body is read. */
export interface ReadOptions {
  /** The bytes of the body at most, after decompression. Default: 16 MiB. */
  readonly maxBytes?: number | undefined;
  /** Called for each read, also for one that brings only comments. */
  readonly onRead?: (() => void) | undefined;
  /** The clock of the wait. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** Milliseconds that a body may take to end after its answer was whole. */
const LINGER = 500;

/** A connection that breaks after the answer was whole is as good as one that ends. */
const afterBreak = (cause: unknown, decoder: BodyDecoder): void => {
  if (cause instanceof SwarmError) throw cause;
  try {
    decoder.end();
  } catch (error) {
    if (error instanceof SwarmError && error.type !== 'incomplete') throw error;
    const { code, message } = rootCause(cause);
    throw new SwarmError('network', `The connection broke before the answer was whole: ${message}`, { cause, code });
  }
};

/**
 * Emits the chunks of a body, which is read while subscribed. Unsubscribing and errors cancel it. After `[DONE]` the rest is
 * discarded for up to 500 ms, so that its connection can carry the next request: cancelling at once costs a new connection a
 * turn. Errors only with a `SwarmError`.
 *
 * Completing takes a turn of the event loop, because undici frees a connection that much later than its body ended, and a
 * request that comes before that opens another one. The end nearly always comes within that turn, so timers are set after it.
 */
export const readBody = (
  body: Body,
  reader: AnswerReader,
  { maxBytes, onRead, scheduler = asyncScheduler }: ReadOptions = {},
): Observable<ChatCompletionChunk> =>
  new Observable((subscriber) => {
    if (body.locked)
      throw usageError('The response is read already, by the `fetch` or the client that sent the request.');
    const decoder = bodyDecoder(subscriber, reader, maxBytes);
    let isWhole = false;
    let isComplete = false;
    let callOff = (): void => undefined;
    let limit: Subscription | undefined;

    const complete = (): void => {
      isComplete = true;
      subscriber.complete();
    };
    const linger = (): void => {
      subscriber.add(scheduler.schedule(complete));
      limit = scheduler.schedule(() => cancel(), LINGER);
    };
    const ended = (): void => {
      limit?.unsubscribe();
      if (subscriber.closed) return;
      callOff();
      // Asked for anew, because it must come after the connection is freed, and both come in the order they were asked for.
      callOff = afterTick(complete);
    };
    const endWith = (end: () => void): void => {
      if (isWhole || subscriber.closed) {
        ended();
        return;
      }
      try {
        end();
        ended();
      } catch (error) {
        subscriber.error(error);
      }
    };

    const cancel = readInto(body, {
      next(bytes) {
        if (isWhole || subscriber.closed) return;
        try {
          onRead?.();
          isWhole = decoder.push(bytes);
          if (isWhole) callOff = afterTick(linger);
        } catch (error) {
          subscriber.error(error);
        }
      },
      complete: () => endWith(() => decoder.end()),
      error: (cause) => endWith(() => afterBreak(cause, decoder)),
    });
    return () => {
      callOff();
      if (isComplete) return;
      limit?.unsubscribe();
      cancel();
    };
  });
