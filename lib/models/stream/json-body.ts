import { SwarmError } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import { apiError, isApiError } from '../errors/api-error.ts';
import { excerpt } from '../errors/server-message.ts';
import type { AnswerReader } from './answer-reader.ts';
import type { BodyFormat, ChunkSink } from './body-format.ts';
import { checkWhole } from './event-stream.ts';
import { parseJson } from './parse-json.ts';

const parsed = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch (cause) {
    if (cause instanceof SwarmError) throw cause;
    if (!text.endsWith('}') && !text.endsWith(']'))
      throw new SwarmError('incomplete', 'The answer ended in the middle of its JSON.', { cause });
    throw new SwarmError('protocol', `The server answered with text that is not JSON: ${excerpt(text)}`, { cause });
  }
};

/**
 * Reads one JSON value: a whole answer, which is emitted as one chunk, an error, or a list of what would have been events, as
 * Google's servers answer where nobody asks them for events. Nothing is emitted of an answer that is not whole.
 */
export const jsonBody = (sink: ChunkSink, reader: AnswerReader): BodyFormat => {
  const parts: string[] = [];
  return {
    push(lines) {
      parts.push(lines);
      return false;
    },
    end() {
      const text = parts.join('').trim();
      const json = parsed(text);
      const read = Array.isArray(json) ? reader.event : reader.whole;
      const chunks = ([json].flat() as readonly unknown[]).flatMap((each) => {
        if (isRecord(each) && isApiError(each)) throw apiError(each);
        return read(each) ?? [];
      });
      if (chunks.length === 0)
        throw new SwarmError('protocol', `The server answered with JSON that is no completion: ${excerpt(text)}`);
      checkWhole(reader);
      for (const chunk of chunks) sink.next(chunk);
    },
  };
};
