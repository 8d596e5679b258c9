/** What a model reads of a value: a string as it is, nothing as '', all else as JSON. */
export const toText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof Error
    ? String(value)
    : toJson(value);
};

/** A caller's value in the sentence of an error: in quotes where it is a string, and never long. */
export const show = (value: unknown): string => {
  const text = typeof value === 'string' ? JSON.stringify(value) : toText(value) || String(value);
  return shorten(text, 80);
};

/** At most so many characters, and a mark where there were more. */
export const shorten = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;

/** The value as JSON holds it: a copy that nobody can change afterwards. What JSON cannot hold is told as text. */
export const toJsonValue = (value: unknown): unknown =>
  typeof value === 'string' || typeof value === 'boolean' || value === null || value === undefined
    ? (value ?? null)
    : (JSON.parse(toJson(value)) as unknown);

const toJson = (value: unknown): string => {
  try {
    return stringify(value, plainly()) ?? JSON.stringify(String(value));
  } catch (error) {
    // A getter or a `toJSON` of the caller's threw.
    return JSON.stringify(`[unreadable: ${error instanceof Error ? error.message : typeof error}]`);
  }
};

type Replacer = (this: unknown, key: string, value: unknown) => unknown;

/** With its true type: functions, symbols and undefined have no JSON. */
const stringify: (value: unknown, replacer?: Replacer) => string | undefined = JSON.stringify;

/** For JSON.stringify: what it would throw at or empty without a word, and an object inside itself as '[Circular]'. */
const plainly = (): Replacer => {
  const path: { readonly value: unknown; readonly plain: unknown }[] = [];
  return function (_key, value) {
    const plain = toPlain(value);
    if (typeof plain !== 'object' || plain === null) return plain;
    while (path.length > 0 && path.at(-1)?.plain !== this) path.pop();
    if (path.some((outer) => outer.value === value)) return '[Circular]';
    path.push({ value, plain });
    return plain;
  };
};

const toPlain = (value: unknown): unknown => {
  if (typeof value === 'bigint' || value instanceof Error) return String(value);
  if (value instanceof Map) return Object.fromEntries(value);
  return value instanceof Set ? [...(value as ReadonlySet<unknown>)] : value;
};
