import { usageError } from './errors.ts';
import type { Output } from './output.ts';

/** @throws SwarmError `usage` where something other than an output was given, such as a bare schema. */
export const assertOutput = (output: unknown, title: string): void => {
  if (output === undefined || isOutput(output)) return;
  throw usageError(`${title} is none: make it of a schema with \`outputSchema\` from "rxswarm/schema".`);
};

/** By what a run calls: an object of the fields alone is none. */
const isOutput = (value: unknown): boolean => {
  const { offer, judge } = (value ?? {}) as Partial<Output>;
  return typeof offer === 'function' && typeof judge === 'function';
};
