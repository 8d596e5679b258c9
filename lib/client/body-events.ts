import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { Observable } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import { cancel } from '../models/transport/http-response.ts';

/**
 * Emits the server-sent events of a body. Unsubscribing cancels the body. Errors with a SwarmError `protocol` after `maxBytes`,
 * which bounds a single line as well.
 */
export const bodyEvents = (body: ReadableStream<Uint8Array>, maxBytes: number): Observable<EventSourceMessage> =>
  new Observable((subscriber) => {
    const reader = body.getReader();
    const feed = lineFeed((event) => subscriber.next(event));
    const read = async (): Promise<void> => {
      for (let size = 0; ;) {
        const { done, value } = await reader.read();
        if (done || subscriber.closed) return;
        size += value.byteLength;
        if (size > maxBytes) throw new SwarmError('protocol', `The server sent more than ${maxBytes} bytes.`);
        feed(value);
      }
    };
    read().then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => cancel(reader);
  });

/** Parses whole lines only, because the parser reads an unfinished line again with each part of it. */
const lineFeed = (onEvent: (event: EventSourceMessage) => void): ((bytes: Uint8Array) => void) => {
  const decoder = new TextDecoder();
  const parser = createParser({ onEvent });
  let unfinished: string[] = [];
  return (bytes) => {
    const text = decoder.decode(bytes, { stream: true });
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    if (end > 0) {
      parser.feed(unfinished.join('') + text.slice(0, end));
      unfinished = [];
    }
    unfinished.push(text.slice(end));
  };
};
