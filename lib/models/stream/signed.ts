import type { Origin } from '../../messages/origin.ts';
import type { ChatCompletionChunk } from '../../messages/types.ts';
import type { AnswerReader } from './answer-reader.ts';

/** Returns a reader whose first chunk tells the origin of the answer. */
export const signed = (reader: AnswerReader, origin: Origin): AnswerReader => {
  let isSigned = false;
  const sign = (chunk: ChatCompletionChunk | undefined): ChatCompletionChunk | undefined => {
    if (isSigned || chunk === undefined) return chunk;
    isSigned = true;
    // A literal that begins with a spread would have a hidden class of its own each time. What a server calls `origin` is dropped.
    return Object.assign({ origin }, chunk, { origin });
  };
  return {
    event: (json) => sign(reader.event(json)),
    whole: (json) => sign(reader.whole(json)),
    get isFinished() {
      return reader.isFinished;
    },
    get isDone() {
      return reader.isDone;
    },
  };
};
