import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { SwarmError } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import { apiError, isApiError } from '../errors/api-error.ts';
import { excerpt, parsedBody } from '../errors/server-message.ts';
import type { AnswerReader } from './answer-reader.ts';
import type { BodyFormat, ChunkSink } from './body-format.ts';
import { parseJson } from './parse-json.ts';

/** The message for an answer whose end did not come. */
export const INCOMPLETE =
  'The stream ended before the answer was whole: neither a reason to end nor the last event came.';

/** The data of the event that ends a stream of Chat Completions. */
export const DONE = '[DONE]';

/** Throws `incomplete` unless the answer is whole. */
export const checkWhole = (reader: AnswerReader): void => {
  if (!reader.isFinished) throw new SwarmError('incomplete', INCOMPLETE);
};

/**
 * Reads server-sent events. The answer ends with `[DONE]` or when its reader is done; a body that ends after the answer was
 * finished was whole too. An event without its blank line at the very end counts if its JSON is whole, because servers forget
 * the line.
 */
export const eventStream = (sink: ChunkSink, reader: AnswerReader): BodyFormat => {
  let isDone = false;

  const emit = (json: unknown): void => {
    const chunk = reader.event(json);
    if (json === DONE) checkWhole(reader);
    isDone = reader.isDone || json === DONE;
    if (chunk !== undefined) sink.next(chunk);
  };

  const parser = createParser({
    onEvent(event) {
      if (isDone || sink.closed) return;
      emit(event.data === DONE ? DONE : parseEvent(event));
    },
  });

  const tail = (): void => {
    try {
      parser.feed('\n\n');
    } catch (error) {
      if (!(error instanceof SwarmError && error.type === 'protocol')) throw error;
    }
  };

  return {
    push(lines) {
      parser.feed(lines);
      return isDone;
    },
    end() {
      tail();
      if (!isDone) checkWhole(reader);
    },
  };
};

const parsed = ({ event, data }: EventSourceMessage): unknown => {
  try {
    return parseJson(data);
  } catch (cause) {
    if (cause instanceof SwarmError) throw cause;
    // Blank data keeps a connection alive, and so do events of a server's own (`ping`), which may hold anything.
    if (data.trim() === '' || (event !== undefined && event !== 'message')) return undefined;
    throw new SwarmError('protocol', `The server sent an event that is not JSON: ${excerpt(data)}`, { cause });
  }
};

/**
 * Returns the JSON of a server-sent event, or `undefined` for events without data, such as pings. Throws an `api` error for
 * `error` events and for events that report an error, and a `protocol` error for data that is not JSON.
 */
export const parseEvent = (message: EventSourceMessage): unknown => {
  if (message.event === 'error') throw apiError(parsedBody(message.data));
  const json = parsed(message);
  if (isRecord(json) && isApiError(json)) throw apiError(json);
  return json;
};
