import type { Revival } from '../agent/function-schema.ts';
import { isRecord } from '../util/is-record.ts';
import { segments } from './json.ts';

type Path = readonly string[];

/**
 * Turns JSON into what the signature says, at the pointers given. What is not of the form stays as it is: the schema let
 * it pass, so it is another member of a union (`Date | 'now'`).
 */
export const reviver = (revive: Readonly<Record<string, Revival>>): ((value: unknown) => unknown) => {
  const patterns = Object.entries(revive).map(([pointer, as]) => ({ pattern: segments(pointer), as }));
  const asWhat = (path: Path): Revival | undefined => patterns.find(({ pattern }) => matches(pattern, path))?.as;
  // Parts come first: a set of dates is made of dates.
  const walk = (value: unknown, path: Path): unknown => {
    const parts = Array.isArray(value)
      ? value.map((item, index) => walk(item, [...path, String(index)]))
      : isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]))
        : value;
    const as = asWhat(path);
    return as === undefined ? parts : REVIVALS[as](parts);
  };
  return (value) => walk(value, []);
};

const matches = (pattern: Path, path: Path): boolean => {
  const [first, ...rest] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === '**') return path.some((_, index) => matches(rest, path.slice(index)));
  return path.length > 0 && (first === '*' || first === path[0]) && matches(rest, path.slice(1));
};

const text =
  (form: (value: string) => boolean, become: (value: string) => unknown) =>
  (value: unknown): unknown =>
    typeof value === 'string' && form(value) ? become(value) : value;

const REVIVALS: Readonly<Record<Revival, (value: unknown) => unknown>> = {
  date: text(
    (value) => /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value)),
    (value) => new Date(value),
  ),
  url: text(
    (value) => URL.canParse(value),
    (value) => new URL(value),
  ),
  bytes: text(
    (value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0,
    (value) => bytes(value),
  ),
  bigint: text(
    (value) => /^-?\d+$/.test(value),
    (value) => BigInt(value),
  ),
  set: (value) => (Array.isArray(value) ? new Set(value) : value),
  map: (value) =>
    Array.isArray(value)
      ? new Map(value as readonly [unknown, unknown][])
      : isRecord(value)
        ? new Map(Object.entries(value))
        : value,
};

/** A `Buffer` where there are any, since a signature may ask for one; it is a `Uint8Array` too. */
const bytes = (base64: string): Uint8Array =>
  'Buffer' in globalThis
    ? Buffer.from(base64, 'base64')
    : Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

export const REVIVAL_NAMES: readonly string[] = Object.keys(REVIVALS);
