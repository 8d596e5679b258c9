/** Returns what a model reads of a value: a string as it is, nothing as '', bytes by their number, anything else as JSON. */
export const toText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof Error
    ? String(value)
    : (bytesText(value) ?? toJson(value));
};

/** Returns a caller's value for the sentence of an error: a string in quotes, and never long. */
export const show = (value: unknown): string => {
  const text = typeof value === 'string' ? JSON.stringify(value) : toText(value) || String(value);
  return shorten(text, 80);
};

/** Returns at most `length` characters of a text, and `…` where there were more. */
export const shorten = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;

/** Returns a copy of a value as JSON holds it. Values that JSON cannot hold become text, and `undefined` null. */
export const toJsonValue = (value: unknown): unknown => JSON.parse(toJson(value ?? null)) as unknown;

const toJson = (value: unknown): string => {
  try {
    return stringify(value, plainly()) ?? JSON.stringify(String(value));
  } catch (error) {
    // A getter or a `toJSON` of the caller threw.
    return JSON.stringify(`[unreadable: ${error instanceof Error ? error.message : typeof error}]`);
  }
};

type Replacer = (this: unknown, key: string, value: unknown) => unknown;

/** With its true type: functions, symbols and undefined have no JSON. */
const stringify: (value: unknown, replacer?: Replacer) => string | undefined = JSON.stringify;

/**
 * Returns a replacer for what JSON.stringify throws at, empties or tells byte by byte. An object inside itself becomes
 * '[Circular]'.
 */
const plainly = (): Replacer => {
  const path: { readonly value: unknown; readonly plain: unknown }[] = [];
  return function (key, value) {
    // The holder has the value as it was before its `toJSON`, which tells a Buffer byte by byte.
    const plain = bytesText((this as Readonly<Record<string, unknown>>)[key]) ?? toPlain(value);
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
  if (ArrayBuffer.isView(value)) return [...(value as unknown as Iterable<unknown>)];
  return value instanceof Set ? [...(value as ReadonlySet<unknown>)] : value;
};

/** By the name of the class, because values may come from another realm. */
const BYTES = /^\[object (Uint8(Clamped)?Array|(Shared)?ArrayBuffer|DataView|Blob|File)\]$/;

const bytesText = (value: unknown): string | undefined => {
  if (!BYTES.test(Object.prototype.toString.call(value))) return undefined;
  const { byteLength, size } = value as { readonly byteLength?: number; readonly size?: number };
  return `[${byteLength ?? size} bytes]`;
};
