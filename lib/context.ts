import type { ContextVariables } from './types.ts';

/** Keys that a careless merge would turn into a prototype. */
const DROPPED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Context variables with changes merged in, the later ones over the earlier: a new object, whatever is given. */
export const mergeContext = (...changes: readonly (object | undefined)[]): ContextVariables => {
  const merged: Record<string, unknown> = {};
  for (const change of changes) {
    for (const [key, value] of Object.entries(change ?? {})) if (!DROPPED.has(key)) merged[key] = value;
  }
  return merged;
};
