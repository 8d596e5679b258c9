import { amended, type SwarmError } from '../../agent/errors.ts';
import { apiError } from '../errors/api-error.ts';

/** Reasons by which an answer ends as a Chat Completions answer does. Others mean that the answer is filtered, or not to be used. */
const ENDINGS: Readonly<Record<string, string>> = { STOP: 'stop', MAX_TOKENS: 'length', CONTINUATION: 'length' };

/**
 * Reasons that tell of a failure of the model (`FinishReason` of `@google/genai` 2.32.0, read 2026-12-01; MALFORMED_RESPONSE and
 * MISSING_THOUGHT_SIGNATURE: ai.google.dev/api/generate-content#FinishReason, as others quote it on that day).
 */
const FAILURES: ReadonlySet<string> = new Set([
  'OTHER',
  'MALFORMED_FUNCTION_CALL',
  'MALFORMED_RESPONSE',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MISSING_THOUGHT_SIGNATURE',
  'NO_IMAGE',
  'IMAGE_OTHER',
]);

/**
 * Returns the reason for an ending in words of Chat Completions. Reasons that name a rule (`SAFETY`, `RECITATION`, `SPII`, and
 * those that are still unknown) are `content_filter`.
 *
 * @throws SwarmError `api` for an answer that failed; its `code` is Google's reason.
 */
export const finishReason = (reason: string, hasCalls: boolean, words: unknown): string => {
  if (FAILURES.has(reason)) throw failed(reason, words);
  const ending = Object.hasOwn(ENDINGS, reason) ? ENDINGS[reason] : 'content_filter';
  return hasCalls && ending === 'stop' ? 'tool_calls' : (ending ?? 'content_filter');
};

const failed = (reason: string, words: unknown): SwarmError => {
  const message = typeof words === 'string' && words.trim() !== '' ? words : 'the model gave no usable answer';
  const error = apiError({ error: { code: reason, message: `${message} (${reason})` } });
  // The same conversation would lack the signature again.
  return reason === 'MISSING_THOUGHT_SIGNATURE' ? amended(error, { retryable: false }) : error;
};
