const WRITE = Symbol('write');

interface Written {
  readonly [WRITE]?: () => string | undefined;
}

/**
 * Marks a value that nobody changes any more, and gives it back: its JSON is kept from the first time on, or is what `write`
 * gives, if it gives any. On the value itself: a `WeakMap` took half a microsecond an entry, most of it at the next collection.
 */
export const writeOnce = <T extends object>(value: T, write?: () => string | undefined): T => {
  let text: string | undefined;
  return Object.defineProperty(value, WRITE, { value: write ?? (() => (text ??= JSON.stringify(value))) });
};

/**
 * The JSON of a value, as `JSON.stringify` gives it. A run sends all its messages again each turn: written anew they would be
 * what a long run spends its time on.
 */
export const jsonOf = (value: unknown): string | undefined => {
  const write = (value as Written | null | undefined)?.[WRITE];
  return write?.() ?? JSON.stringify(value);
};
