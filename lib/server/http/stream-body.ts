import { type Observable, Subscription } from 'rxjs';

export interface StreamBodyOptions {
  /** Bytes that may wait for the reader. A text is taken whole as long as fewer wait. */
  readonly limit: number;
  /** Returns the last text, written in place of the one that exceeds the limit. */
  readonly overflow: () => string;
  /** The first value drops the texts that wait and ends the body. */
  readonly gone$: Observable<unknown>;
  /** Called once, when the body has been read to its end, is cancelled, breaks, or is dropped. */
  readonly release: () => void;
}

/**
 * Turns texts into the body of a response. Texts are taken as they come, because a run does not wait for its reader, and handed
 * over as the reader asks for them. An error of the texts breaks the body off. Unsubscribes when the reader cancels, when it is
 * gone, and when the limit is exceeded.
 */
export const streamBody = (
  texts$: Observable<string>,
  { limit, overflow, gone$, release }: StreamBodyOptions,
): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  const lifetime = new Subscription(release);
  let waiting: Uint8Array[] = [];
  let size = 0;
  let isComplete = false;
  let wake = (): void => undefined;

  const take = (text: string): void => {
    const bytes = encoder.encode(text);
    waiting.push(bytes);
    size += bytes.byteLength;
    wake();
  };
  const complete = (): void => {
    isComplete = true;
    wake();
  };

  const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const source = new Subscription();
    lifetime.add(source);
    const drop = (): void => {
      waiting = [];
      complete();
      lifetime.unsubscribe();
    };
    lifetime.add(gone$.subscribe({ next: drop, error: drop }));
    source.add(
      texts$.subscribe({
        next: (text) => {
          // A source that emits during its subscription cannot be unsubscribed from yet.
          if (isComplete) return;
          if (size < limit) {
            take(text);
            return;
          }
          take(overflow());
          complete();
          source.unsubscribe();
        },
        error: (error: unknown) => {
          controller.error(error);
          complete();
          lifetime.unsubscribe();
        },
        complete,
      }),
    );
  };

  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    while (waiting.length === 0 && !isComplete) await new Promise<void>((resolve) => (wake = resolve));
    const bytes = waiting.shift();
    if (bytes !== undefined) controller.enqueue(bytes);
    size -= bytes?.byteLength ?? 0;
    if (waiting.length > 0 || !isComplete) return;
    lifetime.unsubscribe();
    controller.close();
  };

  // Nothing is pulled before it is read, so that a place is held until the last text has been read.
  return new ReadableStream({ start, pull, cancel: () => lifetime.unsubscribe() }, { highWaterMark: 0 });
};
