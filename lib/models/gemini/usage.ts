import type { Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

/** Counts of Gemini by name. */
export type Counts = Record<string, number>;

/** Adds the counts of an event, which replace those before: each event counts the whole answer so far. */
export const addCounts = (counts: Counts, usage: unknown): void => {
  if (!isRecord(usage)) return;
  for (const name of NAMES) {
    const count = usage[name];
    if (isCount(count)) counts[name] = count;
  }
};

/** Returns the usage in words of Chat Completions; `undefined` where nothing was counted. */
export const usageOf = (counts: Readonly<Counts>): Usage | undefined => {
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

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const part = (details: string, name: string, count: number | undefined): object =>
  count === undefined ? {} : { [details]: { [name]: count } };
