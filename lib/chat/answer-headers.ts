import { map, type MonoTypeOperatorFunction } from 'rxjs';
import type { ChatCompletionChunk } from '../types.ts';

/** Beside the chunks, not on them: what is emitted, compared and stored stays what the server sent. */
const known = new WeakMap<ChatCompletionChunk, Headers>();

/** Lets what stands around the chat model know the headers of an answer by its first chunk. */
export const withHeaders =
  (headers: Headers): MonoTypeOperatorFunction<ChatCompletionChunk> =>
  (chunks$) =>
    tellsOfLimits(headers)
      ? chunks$.pipe(map((chunk, index) => (index === 0 ? noted(chunk, headers) : chunk)))
      : chunks$;

/** The headers of the answer that this is the first chunk of, where they tell of limits. */
export const headersOf = (chunk: ChatCompletionChunk): Headers | undefined => known.get(chunk);

const tellsOfLimits = (headers: Headers): boolean =>
  headers.has('x-ratelimit-remaining-requests') || headers.has('x-ratelimit-remaining-tokens');

const noted = (chunk: ChatCompletionChunk, headers: Headers): ChatCompletionChunk => {
  known.set(chunk, headers);
  return chunk;
};
