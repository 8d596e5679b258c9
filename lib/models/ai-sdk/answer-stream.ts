import { asyncScheduler, Observable, Subscription } from 'rxjs';
import { signalOf } from '../../util/signal-of.ts';
import type { PartStream } from './language-model.ts';

/** Milliseconds that a stream may take to end after its answer was whole. */
const LINGER = 500;

/**
 * Emits the parts of a stream that `open` asks for when this is subscribed. Unsubscribing aborts the signal and cancels the
 * stream, because models may ignore either. Once the answer is whole, the rest is discarded for up to 500 ms, so that its
 * connection can carry the next request.
 */
export const answerStream = (
  open: (signal: AbortSignal) => Promise<PartStream>,
  isWhole: () => boolean,
): Observable<unknown> =>
  new Observable((subscriber) => {
    const gone = new Subscription();
    const end = (): void => gone.unsubscribe();
    const read = async (): Promise<void> => {
      const stream = await open(signalOf(gone));
      const reader = stream.getReader();
      // Some models ignore the signal: a stream that comes too late is closed at once, because `gone` is.
      gone.add(() => void reader.cancel().catch(() => undefined));
      for (let part = await reader.read(); !part.done && !gone.closed; part = await reader.read()) {
        subscriber.next(part.value);
      }
    };
    let isOver = false;
    const limit = new Subscription();
    const over = (notify: () => void): void => {
      isOver = true;
      limit.unsubscribe();
      notify();
    };
    read().then(
      () => over(() => subscriber.complete()),
      (error: unknown) => over(() => subscriber.error(error)),
    );
    return () => {
      if (isOver) return;
      if (isWhole()) limit.add(asyncScheduler.schedule(end, LINGER));
      else end();
    };
  });
