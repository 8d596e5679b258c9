import { isRecord } from '../util/is-record.ts';
import type { AgentUsage } from './events.ts';
import type { Usage } from './types.ts';

type Counts = Readonly<Record<string, unknown>>;

/** The sum of two counts, their details included. What is no number counts nothing. */
export const addUsage = (sum: Usage | undefined, usage: Usage | null | undefined): Usage | undefined =>
  isRecord(usage) ? (addCount(sum, usage) as Usage) : sum;

/** The sums told apart by agent and model, with one turn's count added: a new list, those that were there keep their place. */
export const addAgentUsage = (
  sums: readonly AgentUsage[] = [],
  { agent, model }: Omit<AgentUsage, 'usage'>,
  usage: Usage | null | undefined,
): readonly AgentUsage[] => {
  const place = sums.findIndex((sum) => sum.agent === agent && sum.model === model);
  const sum = addUsage(sums[place]?.usage, usage);
  if (sum === undefined) return sums;
  const entry = { agent, model, usage: sum };
  return place < 0 ? [...sums, entry] : sums.with(place, entry);
};

const addCounts = (left: Counts, right: Counts): Counts => {
  const sum: Record<string, unknown> = {};
  // Each key once: twice at each level would be a thousand times at the tenth.
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const count = key === '__proto__' ? undefined : addCount(left[key], right[key]);
    if (count !== undefined) sum[key] = count;
  }
  return sum;
};

/** Of numbers, or of details; undefined where there is neither. */
const addCount = (left: unknown, right: unknown): unknown => {
  if (isRecord(left) || isRecord(right)) return addCounts(isRecord(left) ? left : {}, isRecord(right) ? right : {});
  return typeof left === 'number' || typeof right === 'number' ? number(left) + number(right) : undefined;
};
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
