import { SwarmError } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import { apiError, isApiError } from '../errors/api-error.ts';
import { excerpt } from '../errors/server-message.ts';
import type { AnswerReader } from './answer-reader.ts';
import type { BodyFormat, ChunkSink } from './body-format.ts';
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

/** Google's servers answer with an error inside a list. */
const unlisted = (json: unknown): unknown => (Array.isArray(json) ? json[0] : json);

/** Reads one JSON value: a whole answer, which is emitted as one chunk, or an error. */
export const jsonBody = (sink: ChunkSink, reader: AnswerReader): BodyFormat => {
  const parts: string[] = [];
  return {
    push(lines) {
      parts.push(lines);
      return false;
    },
    end() {
      const text = parts.join('').trim();
      const json = unlisted(parsed(text));
      if (isRecord(json) && isApiError(json)) throw apiError(json);
      const chunk = reader.whole(json);
      if (chunk === undefined)
        throw new SwarmError('protocol', `The server answered with JSON that is no completion: ${excerpt(text)}`);
      sink.next(chunk);
    },
  };
};
