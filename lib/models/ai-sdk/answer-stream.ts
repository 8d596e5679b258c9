import { asyncScheduler, Observable, Subscription } from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import { signalOf } from '../../util/signal-of.ts';
import { INCOMPLETE } from '../stream/event-stream.ts';
import type { PartStream } from './language-model.ts';

/** Milliseconds that a stream may take to end after its answer was whole. */
const LINGER = 500;

/**
 * Emits the parts of a stream that `open` asks for when this is subscribed. Unsubscribing aborts the signal and cancels the
 * stream, because models may ignore either. Once the answer is whole, the rest is discarded for up to 500 ms, so that its
 * connection can carry the next request. Errors with `incomplete` for a stream that ends before.
 */
export const answerStream = (
  open: (signal: AbortSignal) => Promise<PartStream>,
  isWhole: () => boolean,
): Observable<unknown> =>
  new Observable((subscriber) => {
    const gone = new Subscription();
    const linger = new Subscription();
    const read = async (): Promise<void> => {
      const stream = await open(signalOf(gone));
      const reader = stream.getReader();
      // Some models ignore the signal: a stream that comes too late is closed at once, because `gone` is.
      gone.add(() => void reader.cancel().catch(() => undefined));
      for (let part = await reader.read(); !part.done && !gone.closed; part = await reader.read()) {
        subscriber.next(part.value);
      }
      if (!isWhole()) throw new SwarmError('incomplete', INCOMPLETE);
    };
    read()
      .then(() => subscriber.complete())
      .catch((error: unknown) => subscriber.error(error))
      .finally(() => linger.unsubscribe());
    return () => {
      if (isWhole()) linger.add(asyncScheduler.schedule(() => gone.unsubscribe(), LINGER));
      else gone.unsubscribe();
    };
  });
