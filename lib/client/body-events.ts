import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { Observable } from 'rxjs';
import { cancel } from '../models/transport/http-response.ts';

/** Emits the server-sent events of a body. Unsubscribing cancels the body. */
export const bodyEvents = (body: ReadableStream<Uint8Array>): Observable<EventSourceMessage> =>
  new Observable((subscriber) => {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const parser = createParser({ onEvent: (event) => subscriber.next(event) });
    const read = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || subscriber.closed) return;
        parser.feed(decoder.decode(value, { stream: true }));
      }
    };
    read().then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => cancel(reader);
  });
