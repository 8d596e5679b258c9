import { isObservable } from 'rxjs';
import { isRecord } from '../util/is-record.ts';
import type { RunAllOptions } from './run-all-options.ts';
import type { RunOptions } from '../agent/run-options.ts';
import { show } from '../util/text.ts';
import { isCount, refuse } from '../loop/validate.ts';

/**
 * Refuses what many runs cannot go by.
 *
 * @throws SwarmError `usage`: what is wrong, the value, and the remedy.
 */
export const validateRunAll = (runs: unknown, options: RunAllOptions): void => {
  const { concurrency = 1, order = 'input', ahead = 0 } = options;
  refuse(
    !isSource(runs),
    () => `runs is ${show(runs)}: pass an array, an iterable, an async iterable or an Observable.`,
  );
  refuse(
    !isCount(concurrency),
    () => `concurrency is ${show(concurrency)}: it must be a whole number from 1 up, or Infinity.`,
  );
  refuse(
    ahead !== 0 && !isCount(ahead),
    () => `ahead is ${show(ahead)}: it must be a whole number from 0 up, or Infinity.`,
  );
  refuse(!ORDERS.includes(order), () => `order is ${show(order)}: it must be 'completed' or 'input'.`);
};

/** One of many runs' options, as they came. */
export const validateInput = (input: RunOptions, index: number): RunOptions => {
  refuse(!isRecord(input), () => `runs[${index}] is ${show(input)}: pass what run() takes, { agent, messages }.`);
  return input;
};

const ORDERS: readonly unknown[] = ['completed', 'input'];

const isSource = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Symbol.iterator in value || Symbol.asyncIterator in value || isObservable(value));
