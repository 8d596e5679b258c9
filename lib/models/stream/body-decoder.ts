import { SwarmError } from '../../agent/errors.ts';
import type { AnswerReader } from './answer-reader.ts';
import type { BodyFormat, ChunkSink } from './body-format.ts';
import { eventStream } from './event-stream.ts';
import { jsonBody } from './json-body.ts';
import { lines } from './lines.ts';

/** Turns the bytes of an answer into chunks. */
export interface BodyDecoder {
  /** Takes bytes as they come. Returns true as soon as the answer is whole and the rest of the body does not matter. */
  push(bytes: Uint8Array): boolean;
  /** Takes the end of the body. Throws `incomplete` if the answer is not whole. */
  end(): void;
}

/** The bytes of an answer at most, after decompression. Default of `maxBytes`. */
export const MAX_BYTES = 16 * 1024 * 1024;

const MIB = 1024 * 1024;

const tooLarge = (what: string, limit: number, remedy: string): SwarmError =>
  new SwarmError('protocol', `${what} is larger than ${(limit / MIB).toFixed(2)} MiB: ${remedy}.`, {
    code: 'too_large',
    retryable: false,
  });

/**
 * Tells the format by the first character, because content types lie: proxies send events as `text/plain`, and JSON as
 * `text/event-stream`. No line of an event stream begins with a brace or an angle bracket.
 */
const formatOf = (text: string, sink: ChunkSink, reader: AnswerReader): BodyFormat => {
  const first = text.trimStart().charAt(0);
  if (first === '<') {
    throw new SwarmError('protocol', 'The server answered with a page of HTML instead of a completion.');
  }
  return first === '{' || first === '[' ? jsonBody(sink, reader) : eventStream(sink, reader);
};

/**
 * Turns the bytes of an answer, however they are split, into chunks. Both methods throw only `SwarmError`s: `protocol` for more
 * than `maxBytes`, and for one line of more than 16 MiB even where `maxBytes` allows more.
 */
export const bodyDecoder = (sink: ChunkSink, reader: AnswerReader, maxBytes = MAX_BYTES): BodyDecoder => {
  const text = lines();
  let size = 0;
  let format: BodyFormat | undefined;

  const take = (whole: string): boolean => {
    if (format === undefined && whole.trim() === '') return false;
    format ??= formatOf(whole, sink, reader);
    return format.push(whole);
  };

  return {
    push(bytes) {
      size += bytes.length;
      if (size > maxBytes) throw tooLarge('The answer', maxBytes, 'allow more with the option maxBytes');
      const whole = text.push(bytes);
      if (text.pending > MAX_BYTES) throw tooLarge('A line of the answer', MAX_BYTES, 'no completion has such lines');
      return whole !== '' && take(whole);
    },
    end() {
      if (take(text.rest())) return;
      format ??= eventStream(sink, reader);
      format.end();
    },
  };
};
