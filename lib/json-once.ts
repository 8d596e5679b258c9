/** What is written once, and its JSON from the first time it was asked for. */
const kept = new WeakMap<object, { text?: string | undefined }>();

/** Marks a value that nobody changes any more, and gives it back: its JSON is kept from the first time on. */
export const writeOnce = <T extends object>(value: T): T => {
  kept.set(value, {});
  return value;
};

/**
 * The JSON of a value, as `JSON.stringify` gives it. A run sends all its messages again each turn: written anew they would be
 * what a long run spends its time on.
 */
export const jsonOf = (value: unknown): string | undefined => {
  const entry = typeof value === 'object' && value !== null ? kept.get(value) : undefined;
  if (entry?.text !== undefined) return entry.text;
  const text: string | undefined = JSON.stringify(value);
  if (entry) entry.text = text;
  return text;
};
