import type { Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { count } from '../stream/repair.ts';

/** Returns tokens in the words of Chat Completions; `undefined` where the server did not count. */
export const toUsage = (usage: unknown): Usage | undefined => {
  if (!isRecord(usage)) return undefined;
  const prompt = count(usage['input_tokens']);
  const completion = count(usage['output_tokens']);
  const input = usage['input_tokens_details'];
  const output = usage['output_tokens_details'];
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: count(usage['total_tokens']) || prompt + completion,
    ...(isRecord(input) && { prompt_tokens_details: counts(input) }),
    ...(isRecord(output) && { completion_tokens_details: counts(output) }),
  };
};

const counts = (details: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(details).map(([name, value]) => [name, count(value)]));
