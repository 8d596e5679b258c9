import { isRecord } from '../util/is-record.ts';
import { UNSAFE_KEYS } from '../util/unsafe-keys.ts';

/** Fields of a message that the API does not define, such as a server's reasoning or audio, while they arrive. */
export type PartialExtra = Record<string, unknown>;

/** The keys that tell events apart. */
export const EVENT_KEYS = ['delim', 'tool', 'handoff', 'contextVariables', 'retry', 'said', 'response'] as const;

/** Keys that would make the message pass for an event, for a tool message or for an answer of another origin. */
const FORBIDDEN: ReadonlySet<string> = new Set([...EVENT_KEYS, 'tool_call_id', 'tool_name', 'origin']);

/** Keys whose text names something: a server that repeats it means the same. */
const NAMES: ReadonlySet<string> = new Set(['id', 'type', 'format', 'index', 'name']);

/** Values nested deeper than this are taken as they are. */
const DEEPEST = 32;

/**
 * Adds a field of a delta. Texts grow, records grow by key, lists by the `index` of their items or at their end, and other
 * values are replaced. Everything grows in place, because copying it for each delta would be quadratic.
 */
export const addExtra = (extra: PartialExtra, key: string, value: unknown): void => {
  if (!FORBIDDEN.has(key)) addField(extra, key, value, 0);
};

/** Returns a copy of the fields, with lists as arrays, that later deltas do not change. */
export const copyExtra = (extra: PartialExtra): Readonly<Record<string, unknown>> =>
  copy(extra, 0) as Readonly<Record<string, unknown>>;

/** A list that is arriving. Items with an `index` are stored under it. */
type PartialList = Map<unknown, unknown>;

const addField = (into: PartialExtra, key: string, value: unknown, depth: number): void => {
  if (UNSAFE_KEYS.has(key) || (isNothing(value) && key in into)) return;
  into[key] = grown(NAMES.has(key) ? undefined : into[key], value, depth);
};

const grown = (before: unknown, value: unknown, depth: number): unknown => {
  if (depth > DEEPEST) return value;
  if (Array.isArray(value)) return grownList(before instanceof Map ? before : new Map(), value, depth + 1);
  if (!isRecord(value)) return typeof before === 'string' && typeof value === 'string' ? before + value : value;
  const into: PartialExtra = isRecord(before) && !(before instanceof Map) ? before : {};
  for (const key of Object.keys(value)) addField(into, key, value[key], depth + 1);
  return into;
};

const grownList = (list: PartialList, items: readonly unknown[], depth: number): PartialList => {
  for (const item of items) {
    const key = (isRecord(item) ? item['index'] : undefined) ?? Symbol();
    list.set(key, grown(list.get(key), item, depth));
  }
  return list;
};

const copy = (value: unknown, depth: number): unknown => {
  if (value instanceof Map) return [...value.values()].map((item) => copy(item, depth + 1));
  if (!isRecord(value) || depth > DEEPEST) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner, depth + 1)]));
};

/** Returns true for values that add nothing to a message: null, `''` and `[]`. */
export const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (value as { readonly length?: unknown }).length === 0;
