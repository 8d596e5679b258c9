import { SwarmError } from '../errors.ts';

/** @throws SwarmError `usage` where something other than an output was given, such as a bare schema. */
export const assertOutput = (output: unknown, title: string): void => {
  if (output === undefined || isOutput(output)) return;
  throw new SwarmError('usage', `${title} is none: make it of a schema with \`outputSchema\` from "rxswarm/schema".`);
};

const isOutput = (value: unknown): boolean => {
  const { check, schema } = (value ?? {}) as { readonly check?: unknown; readonly schema?: unknown };
  return typeof check === 'function' && typeof schema === 'object';
};
