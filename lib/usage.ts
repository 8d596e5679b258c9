import type { Usage } from './types.ts';

type Counts = Readonly<Record<string, unknown>>;

/** The sum of two counts, their details included. What is not a number counts nothing. */
export const addUsage = (sum: Usage | undefined, usage: Usage | null | undefined): Usage | undefined =>
  isCounts(usage) ? (addEach(sum ?? {}, usage, (left, right) => addCount(left, right)) as unknown as Usage) : sum;

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
