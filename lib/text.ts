/** What a model reads of a value: a string as it is, nothing as '', all else as JSON. */
export const toText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'bigint' ? value.toString() : toJson(value);
};

/** The value as JSON holds it: a copy that nobody can change afterwards. What JSON cannot hold is told as text. */
export const toJsonValue = (value: unknown): unknown =>
  typeof value === 'string' || typeof value === 'boolean' || value === null || value === undefined
    ? (value ?? null)
    : (JSON.parse(toJson(value)) as unknown);

const toJson = (value: unknown): string => {
  try {
    return stringify(value) ?? JSON.stringify(String(value));
  } catch {
    return toLooseJson(value);
  }
};

const toLooseJson = (value: unknown): string => {
  try {
    return stringify(value, withoutCycles()) ?? JSON.stringify(String(value));
  } catch (error) {
    // A getter or a `toJSON` of the caller's threw.
    return JSON.stringify(`[unreadable: ${error instanceof Error ? error.message : typeof error}]`);
  }
};

type Replacer = (this: unknown, key: string, value: unknown) => unknown;

/** With its true type: functions, symbols and undefined have no JSON. */
const stringify: (value: unknown, replacer?: Replacer) => string | undefined = JSON.stringify;

/** For JSON.stringify: big integers as digits, an object inside itself as '[Circular]'. */
const withoutCycles = (): Replacer => {
  const path: unknown[] = [];
  return function (_key, value) {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    while (path.length > 0 && path.at(-1) !== this) path.pop();
    if (path.includes(value)) return '[Circular]';
    path.push(value);
    return value;
  };
};
