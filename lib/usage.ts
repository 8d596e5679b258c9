import type { AgentUsage, Usage } from './types.ts';

type Counts = Readonly<Record<string, unknown>>;

/** The sum of two counts, their details included. What is not a number counts nothing. */
export const addUsage = (sum: Usage | undefined, usage: Usage | null | undefined): Usage | undefined =>
  isCounts(usage) ? (addEach(sum ?? {}, usage, (left, right) => addCount(left, right)) as unknown as Usage) : sum;

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

/** A number, or details one level deep. */
const addCount = (left: unknown, right: unknown): unknown =>
  isCounts(left) || isCounts(right)
    ? addEach(isCounts(left) ? left : {}, isCounts(right) ? right : {}, addNumber)
    : addNumber(left, right);

const addNumber = (left: unknown, right: unknown): number => number(left) + number(right);

const addEach = (left: object, right: object, add: (left: unknown, right: unknown) => unknown): Counts =>
  Object.fromEntries(
    [...new Set([...Object.keys(left), ...Object.keys(right)])].map((key) => [
      key,
      add((left as Counts)[key], (right as Counts)[key]),
    ]),
  );

const isCounts = (value: unknown): value is Counts => typeof value === 'object' && value !== null;
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
