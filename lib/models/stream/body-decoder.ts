import { SwarmError } from '../../agent/errors.ts';
import type { BodyFormat, ChunkSink } from './body-format.ts';
import { eventStream } from './event-stream.ts';
import { jsonBody } from './json-body.ts';
import { lines } from './lines.ts';

export interface BodyDecoder {
  /** Takes bytes as they come; true as soon as the answer is whole and the rest of the body does not matter. */
  push(bytes: Uint8Array): boolean;
  /** Takes the end of the body; throws `incomplete` if the answer is not whole. */
  end(): void;
}

/**
 * Told by its first character, as content types lie: proxies send events as `text/plain`, and JSON as `text/event-stream`.
 * No line of an event stream begins with a brace or an angle bracket.
 */
const formatOf = (text: string, sink: ChunkSink): BodyFormat => {
  const first = text.trimStart().charAt(0);
  if (first === '<') {
    throw new SwarmError('protocol', 'The server answered with a page of HTML instead of a completion.');
  }
  return first === '{' || first === '[' ? jsonBody(sink) : eventStream(sink);
};

/** The bytes of an answer, however they are split, as chunks into a sink. Both methods throw nothing but a `SwarmError`. */
export const bodyDecoder = (sink: ChunkSink): BodyDecoder => {
  const text = lines();
  let format: BodyFormat | undefined;

  const take = (whole: string): boolean => {
    if (format === undefined && whole.trim() === '') return false;
    format ??= formatOf(whole, sink);
    return format.push(whole);
  };

  return {
    push(bytes) {
      const whole = text.push(bytes);
      return whole !== '' && take(whole);
    },
    end() {
      if (take(text.rest())) return;
      format ??= eventStream(sink);
      format.end();
    },
  };
};
