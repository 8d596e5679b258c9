/** What functions and instructions know beside the conversation; never shown to the model. */
export type ContextVariables = Readonly<Record<string, unknown>>;

/** Keys that a careless merge would turn into a prototype. */
const DROPPED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Context variables with changes merged in, the later ones over the earlier: a new object, whatever is given. */
export const mergeContext = (...changes: readonly (object | undefined)[]): ContextVariables =>
  Object.fromEntries(changes.flatMap((change) => Object.entries(change ?? {})).filter(([key]) => !DROPPED.has(key)));
