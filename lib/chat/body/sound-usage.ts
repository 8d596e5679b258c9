import type { Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const count = (value: unknown): number => (isCount(value) ? value : 0);

/** Some servers write null for what they did not count. */
const counts = (value: unknown): Readonly<Record<string, number>> => {
  const entries = Object.entries(isRecord(value) ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => isCount(entry[1])));
};

const areCounts = (value: unknown): boolean =>
  value === undefined || (isRecord(value) && Object.values(value).every(isCount));

const isUsage = (value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Usage =>
  isCount(value['prompt_tokens']) &&
  isCount(value['completion_tokens']) &&
  isCount(value['total_tokens']) &&
  value['total_tokens'] > 0 &&
  areCounts(value['prompt_tokens_details']) &&
  areCounts(value['completion_tokens_details']);

/** What a server counted, as numbers: 0 where it did not, and the sum where it gave no total. Undefined where it counted nothing. */
export const soundUsage = (value: unknown): Usage | undefined => {
  if (!isRecord(value)) return undefined;
  if (isUsage(value)) return value;
  const prompt = count(value['prompt_tokens']);
  const completion = count(value['completion_tokens']);
  return {
    ...value,
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: count(value['total_tokens']) || prompt + completion,
    ...(value['prompt_tokens_details'] !== undefined && {
      prompt_tokens_details: counts(value['prompt_tokens_details']),
    }),
    ...(value['completion_tokens_details'] !== undefined && {
      completion_tokens_details: counts(value['completion_tokens_details']),
    }),
  };
};
