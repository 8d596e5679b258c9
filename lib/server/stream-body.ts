import { map, Subscription, type Observable } from 'rxjs';

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
