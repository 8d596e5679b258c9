import type { AnswerReader } from '../stream/answer-reader.ts';
import { DONE } from '../stream/event-stream.ts';
import { finishes, toChunk, wholeChunk } from '../stream/to-chunk.ts';

/** Reads an answer of the Chat Completions API. It is whole once a `finish_reason` came; the stream itself ends with `[DONE]`. */
export const readAnswer = (): AnswerReader => {
  let isFirst = true;
  let isFinished = false;
  return {
    event(json) {
      isFinished ||= json === DONE;
      const chunk = (isFirst ? wholeChunk(json) : undefined) ?? toChunk(json);
      if (chunk === undefined) return undefined;
      isFirst = false;
      isFinished ||= finishes(chunk);
      return chunk;
    },
    whole(json) {
      isFinished = true;
      return wholeChunk(json);
    },
    get isFinished() {
      return isFinished;
    },
    isDone: false,
  };
};
