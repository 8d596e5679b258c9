import type { Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

/** Counts of Gemini by name. */
export type Counts = Readonly<Record<string, number>>;

/** Returns counts with those of an event, which replace them: each event counts the whole answer so far. */
export const withCounts = (counts: Counts, usage: unknown): Counts => {
  if (!isRecord(usage)) return counts;
  const added = NAMES.filter((name) => isCount(usage[name])).map((name) => [name, usage[name]]);
  return added.length === 0 ? counts : { ...counts, ...(Object.fromEntries(added) as Counts) };
};

/** Returns the usage in words of Chat Completions; `undefined` where nothing was counted. */
export const usageOf = (counts: Counts): Usage | undefined => {
  if (Object.keys(counts).length === 0) return undefined;
  const count = (name: string): number => counts[name] ?? 0;
  const prompt = count('promptTokenCount') + count('toolUsePromptTokenCount');
  const completion = count('candidatesTokenCount') + count('thoughtsTokenCount');
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: count('totalTokenCount') || prompt + completion,
    ...part('prompt_tokens_details', 'cached_tokens', counts['cachedContentTokenCount']),
    ...part('completion_tokens_details', 'reasoning_tokens', counts['thoughtsTokenCount']),
  };
};

const NAMES = [
  'promptTokenCount',
  'candidatesTokenCount',
  'totalTokenCount',
  'thoughtsTokenCount',
  'cachedContentTokenCount',
  'toolUsePromptTokenCount',
];

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const part = (details: string, name: string, count: number | undefined): object =>
  count === undefined ? {} : { [details]: { [name]: count } };
