import { usageError } from './errors.ts';
import type { Output } from './output.ts';

/**
 * Refuses anything but an output, such as a bare schema.
 *
 * @param title Begins the sentence: `output`.
 * @throws SwarmError `usage`.
 */
export const assertOutput = (output: unknown, title: string): void => {
  if (output === undefined || isOutput(output)) return;
  throw usageError(`${title} must be made of a schema: use \`outputSchema(schema)\` from "rxswarm/schema".`);
};

/** Looks for the methods that a run calls: an object of the fields alone is not an output. */
const isOutput = (value: unknown): boolean => {
  const { offer, judge } = (value ?? {}) as Partial<Output>;
  return typeof offer === 'function' && typeof judge === 'function';
};
