import { SwarmError } from '../agent/errors.ts';

/** Throws a `usage` error that names the option, unless its value is a number that meets the rule. */
export const checkOption = (name: string, value: number, rule: string, isMet: boolean): void => {
  if (isMet) return;
  throw new SwarmError('usage', `${name} must be ${rule}, got ${String(value)}.`);
};
