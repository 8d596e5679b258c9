import { asyncScheduler, Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { SwarmError, usageError } from '../../agent/errors.ts';
import type { ChatCompletionChunk } from '../../messages/types.ts';
import { rootCause } from '../errors/network-error.ts';
import { type Body, readInto } from '../transport/answer.ts';
import { bodyDecoder, type BodyDecoder } from './body-decoder.ts';

/** Milliseconds a body may take to end after its answer was whole. */
const LIMIT = 500;

/** A connection that breaks after the answer was whole is as good as one that ends. */
const afterBreak = (cause: unknown, decoder: BodyDecoder): void => {
  if (cause instanceof SwarmError) throw cause;
  try {
    decoder.end();
  } catch (error) {
    if (error instanceof SwarmError && error.type !== 'incomplete') throw error;
    const message = `The connection broke before the answer was whole: ${rootCause(cause).message}`;
    throw new SwarmError('network', message, { cause });
  }
};

/**
 * The chunks of a body, read while subscribed. Unsubscribing and errors cancel it. `[DONE]` completes without waiting long for
 * the rest, which is read on for up to 500 ms and discarded, so that its connection can carry the next request: cancelling at
 * once costs a new connection a turn. Errors with nothing but a `SwarmError`.
 *
 * Completing takes a turn of the event loop: undici frees a connection that much later than its body ended, and whoever asks
 * again before that opens another one. The end nearly always comes within that turn, so timers are set after it only.
 */
export const readBody = (body: Body, scheduler: SchedulerLike = asyncScheduler): Observable<ChatCompletionChunk> =>
  new Observable((subscriber) => {
    if (body.locked) throw usageError('The answer is read already, by the `fetch` or the client that sent it.');
    const decoder = bodyDecoder(subscriber);
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
      limit = scheduler.schedule(() => cancel(), LIMIT);
    };
    const ended = (): void => {
      limit?.unsubscribe();
      if (subscriber.closed) return;
      callOff();
      // Anew: what frees the connection comes in the order in which it was asked for, so this has to come after the end.
      callOff = afterTurn(complete);
    };
    const endedWith = (end: () => void): void => {
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
          isWhole = decoder.push(bytes);
          if (isWhole) callOff = afterTurn(linger);
        } catch (error) {
          subscriber.error(error);
        }
      },
      complete: () => endedWith(() => decoder.end()),
      error: (cause) => endedWith(() => afterBreak(cause, decoder)),
    });
    return () => {
      callOff();
      if (isComplete) return;
      limit?.unsubscribe();
      cancel();
    };
  });

/** Where the event loop has a phase for it; browsers have none. */
interface WithImmediate {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly clearImmediate?: (handle: unknown) => void;
}

/**
 * Calls back after this turn of the event loop, or at once where it cannot be told; what it returns calls that off. A timer
 * would do as well, but waits a millisecond at least, and took some 250 µs of CPU a turn in a loop over `fetch`.
 */
export const afterTurn = (callback: () => void): (() => void) => {
  const { setImmediate, clearImmediate } = globalThis as WithImmediate;
  if (setImmediate === undefined || clearImmediate === undefined) {
    callback();
    return () => undefined;
  }
  const handle = setImmediate(callback);
  return () => clearImmediate(handle);
};
