import { asyncScheduler, Observable, type SchedulerLike } from 'rxjs';
import { SwarmError } from '../../errors.ts';
import type { ChatCompletionChunk } from '../../types.ts';
import { afterTurn } from './after-turn.ts';
import { bodyDecoder, type BodyDecoder } from './body-decoder.ts';
import { cancel } from '../cancel.ts';
import { drain } from './drain.ts';
import type { ByteReader, ByteStream } from '../transport/answer.ts';
import { rootCause } from '../failure/root-cause.ts';

/** Reads until the answer is whole. True: the body has not ended yet. */
const read = async (reader: ByteReader, decoder: BodyDecoder): Promise<boolean> => {
  for (;;) {
    const part = await reader.read();
    if (part.done) break;
    if (decoder.push(part.value)) return true;
  }
  decoder.end();
  return false;
};

/** A connection that breaks after the answer was whole is as good as one that ends. */
const afterBreak = (cause: unknown, decoder: BodyDecoder): boolean => {
  if (cause instanceof SwarmError) throw cause;
  try {
    decoder.end();
    return false;
  } catch (error) {
    if (error instanceof SwarmError && error.type !== 'incomplete') throw error;
    const message = `The connection broke before the answer was whole: ${rootCause(cause).message}`;
    throw new SwarmError('network', message, { cause });
  }
};

/**
 * The chunks of a body, read while subscribed. Unsubscribing and errors cancel it. `[DONE]` completes without waiting long for
 * the rest, which is drained. Errors with nothing but a `SwarmError`.
 *
 * Completing takes a turn of the event loop: undici frees a connection that much later than its body ended, and whoever asks
 * again before that opens another one.
 */
export const readBody = (
  body: ByteStream,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<ChatCompletionChunk> =>
  new Observable((subscriber) => {
    if (body.locked)
      throw new SwarmError('usage', 'The answer is read already, by the `fetch` or the client that sent it.');
    const reader = body.getReader();
    const decoder = bodyDecoder(subscriber);
    let isComplete = false;
    const complete = (): void => {
      isComplete = true;
      subscriber.complete();
    };
    read(reader, decoder)
      .catch((cause: unknown) => afterBreak(cause, decoder))
      .then(async (isOpen) => {
        if (isOpen && !subscriber.closed) {
          // The end comes along with [DONE] as a rule; where it does not, nobody waits for it.
          subscriber.add(scheduler.schedule(complete));
          await drain(reader, scheduler);
        }
        subscriber.add(afterTurn(complete));
      })
      .catch((error: unknown) => {
        subscriber.error(error);
      });
    return () => {
      if (!isComplete) cancel(reader);
    };
  });
