import type { Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

/**
 * Returns what the AI SDK counts, in the words of Chat Completions; `undefined` where nothing was counted. V2 has one flat record,
 * V3 and V4 have one for each direction.
 */
export const toUsage = (usage: unknown): Usage | undefined => {
  if (!isRecord(usage)) return undefined;
  const { inputTokens: input, outputTokens: output, totalTokens: total, reasoningTokens, cachedInputTokens } = usage;
  const read = isRecord(input) ? input : { total: input, cacheRead: cachedInputTokens };
  const written = isRecord(output) ? output : { total: output, reasoning: reasoningTokens };
  const counts = [read['total'], written['total'], total].map(count);
  if (counts.every((value) => value === undefined)) return undefined;
  const [prompt = 0, completion = 0, sum = prompt + completion] = counts;
  const ofPrompt = counted({ cached_tokens: read['cacheRead'], cache_write_tokens: read['cacheWrite'] });
  const ofCompletion = counted({ reasoning_tokens: written['reasoning'] });
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: sum,
    ...(ofPrompt && { prompt_tokens_details: ofPrompt }),
    ...(ofCompletion && { completion_tokens_details: ofCompletion }),
  };
};

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

const counted = (values: Readonly<Record<string, unknown>>): Record<string, number> | undefined => {
  const known = Object.entries(values).filter(([, value]) => count(value) !== undefined);
  return known.length === 0 ? undefined : (Object.fromEntries(known) as Record<string, number>);
};
