import type { ChatCompletionChunk } from '../../messages/types.ts';

/** Reads the JSON of one answer in the words of its API, and returns it as chunks of Chat Completions. Made anew for each answer. */
export interface AnswerReader {
  /**
   * Returns the chunk that an event makes; `undefined` for an event that adds nothing, such as a ping, and for the text `[DONE]`.
   * That makes an answer of Chat Completions whole; elsewhere proxies add it, also to an answer that broke off.
   *
   * @throws SwarmError `api` for an event that reports a failure.
   */
  readonly event: (json: unknown) => ChatCompletionChunk | undefined;
  /** Returns an answer that was not streamed as one chunk; `undefined` for JSON that is no answer. */
  readonly whole: (json: unknown) => ChatCompletionChunk | undefined;
  /** True once the answer is whole if its body ends now. */
  readonly isFinished: boolean;
  /** True once nothing that follows can belong to the answer. */
  readonly isDone: boolean;
}
