import { map, Subscription, type Observable } from 'rxjs';

export interface StreamBodyOptions {
  /** Bytes that may wait for the reader: while there are fewer, a text is taken whole, however long. */
  readonly limit: number;
  /** Ends the stream, as unsubscribing does. */
  readonly signal: AbortSignal;
  /** What is written last when the limit is met, instead of the text that came too much. */
  readonly overflow: () => string;
}

/**
 * Texts as the body of a response, written as they come: a run does not wait for its reader. Unsubscribes when the
 * reader cancels, when the signal aborts, and when more waits than may.
 */
export const streamBody = (
  texts$: Observable<string>,
  { limit, signal, overflow }: StreamBodyOptions,
): ReadableStream<Uint8Array> => {
  const subscription = new Subscription();
  const stop = (): void => subscription.unsubscribe();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = (last?: string): void => {
          stop();
          if (last !== undefined) controller.enqueue(encoder.encode(last));
          controller.close();
        };
        const abort = (): void => end();
        signal.addEventListener('abort', abort, { once: true });
        subscription.add(() => signal.removeEventListener('abort', abort));
        subscription.add(
          texts$.pipe(map((text) => encoder.encode(text))).subscribe({
            next: (bytes) => {
              // A source that emits while it is being subscribed hears of the end too late.
              if (subscription.closed) return;
              if ((controller.desiredSize ?? 0) <= 0) end(overflow());
              else controller.enqueue(bytes);
            },
            error: (error: unknown) => controller.error(error),
            complete: () => end(),
          }),
        );
      },
      cancel: stop,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: limit }),
  );
};
