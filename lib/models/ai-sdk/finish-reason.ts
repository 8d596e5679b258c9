import { isRecord } from '../../util/is-record.ts';

/** Reasons of the AI SDK that have the same name in Chat Completions, where `_` stands for `-`. */
const REASONS: readonly unknown[] = ['stop', 'length', 'content-filter', 'tool-calls', 'error'];

/**
 * Returns the reason of an end in the words of Chat Completions; `undefined` where the server told none, because providers end
 * their stream with `unknown` (V2), `interrupted` (V4) or `other` without a raw reason after an answer that was cut
 * (@ai-sdk/openai-compatible 1.0, 2.0 and 3.0, read 2026-12-01).
 */
export const finishReason = (reason: unknown): string | undefined => {
  const { unified, raw } = isRecord(reason) ? reason : { unified: reason, raw: reason };
  if (unified === 'other') return raw == null ? undefined : 'stop';
  return REASONS.includes(unified) ? String(unified).replace('-', '_') : undefined;
};
