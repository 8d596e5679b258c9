import type { Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { count } from '../stream/repair.ts';

type Counts = Readonly<Record<string, unknown>>;

/** Returns counts with the ones that came later: the server counts from the beginning each time, and leaves out what it has said. */
export const laterCounts = (before: Counts, counts: unknown): Counts =>
  isRecord(counts)
    ? { ...before, ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== null)) }
    : before;

/** Returns tokens in the words of Chat Completions, where tokens from the cache and into it are part of the request's. */
export const toUsage = (counts: Counts): Usage => {
  const read = count(counts['cache_read_input_tokens']);
  const written = count(counts['cache_creation_input_tokens']);
  const prompt = count(counts['input_tokens']) + read + written;
  const completion = count(counts['output_tokens']);
  const details = counts['output_tokens_details'];
  const thoughts = isRecord(details) ? count(details['thinking_tokens']) : 0;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...((read > 0 || written > 0) && { prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written } }),
    ...(thoughts > 0 && { completion_tokens_details: { reasoning_tokens: thoughts } }),
  };
};
