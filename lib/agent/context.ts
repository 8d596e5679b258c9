import { UNSAFE_KEYS } from '../util/unsafe-keys.ts';

/** Values that functions and instructions know next to the conversation, by name. Never shown to the model. */
export type ContextVariables = Readonly<Record<string, unknown>>;

/**
 * The names of the context variables that may not be left out. Of variables without names, as `ContextVariables` has them, it
 * is every name and none.
 */
export type RequiredKeys<C extends object> = string extends keyof C
  ? // Fits both ways: an agent that names no variables runs with any, and any agent may stand where none are named.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    any
  : { [K in keyof C]-?: object extends Pick<C, K> ? never : K }[keyof C];

/** Merges changes of context variables into a new object, later ones over earlier ones. Keeps own keys only. */
export const mergeContext = (...changes: readonly (object | undefined)[]): ContextVariables =>
  Object.fromEntries(
    changes.flatMap((change) => Object.entries(change ?? {})).filter(([key]) => !UNSAFE_KEYS.has(key)),
  );
