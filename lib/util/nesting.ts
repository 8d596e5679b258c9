/** Levels of lists and objects within each other that are read. Real data has fewer, and recursion ends before the stack does. */
export const DEEPEST = 200;

/** Tells whether a value has more levels of lists and objects within each other than `levels`. Looks no deeper. */
export const isDeeper = (value: unknown, levels = DEEPEST): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));
