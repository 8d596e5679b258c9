import type { Revival } from '../agent/function-schema.ts';
import { isRecord } from '../util/is-record.ts';
import { segments } from './json.ts';

/** A place in a pointer: the key that leads on from it, and the kind of the value if the pointer ends here. */
interface Step {
  readonly key: string | undefined;
  readonly next: Step | undefined;
  readonly as: Revival;
}

/**
 * Returns a function that turns the JSON at the given pointers into the values of a signature. A value of another form stays as
 * it is, because it passed the schema as another member of a union (`Date | 'now'`). One walk follows all pointers, so that each
 * part of the value is looked at once.
 */
export const reviver = (revive: Readonly<Record<string, Revival>>): ((value: unknown) => unknown) => {
  const start = new Set(Object.entries(revive).flatMap(([pointer, as]) => reached(stepsOf(segments(pointer), as))));
  // Parts are revived first, so that a set of dates holds dates.
  const walk = (value: unknown, steps: ReadonlySet<Step>): unknown => {
    if (steps.size === 0) return value;
    const parts = Array.isArray(value)
      ? value.map((item, index) => walk(item, after(steps, String(index))))
      : isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, after(steps, key))]))
        : value;
    const end = [...steps].find(({ key }) => key === undefined);
    return end === undefined ? parts : REVIVALS[end.as](parts);
  };
  return (value) => walk(value, start);
};

const stepsOf = ([key, ...rest]: readonly string[], as: Revival): Step => ({
  key,
  as,
  next: key === undefined ? undefined : stepsOf(rest, as),
});

/** Returns the step, and behind a `**` the next one as well, because a `**` may match no key. */
const reached = (step: Step | undefined): readonly Step[] =>
  step === undefined ? [] : step.key === '**' ? [step, ...reached(step.next)] : [step];

const after = (steps: ReadonlySet<Step>, key: string): ReadonlySet<Step> =>
  new Set(
    [...steps].flatMap((step) => {
      if (step.key === '**') return reached(step);
      return step.key === '*' || step.key === key ? reached(step.next) : [];
    }),
  );

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
  map: (value) => (Array.isArray(value) ? toMap(value) : isRecord(value) ? new Map(Object.entries(value)) : value),
};

/** Returns entries as they are unless all are pairs, because `new Map` would throw. */
const toMap = (entries: readonly unknown[]): unknown =>
  entries.every((entry) => Array.isArray(entry)) ? new Map(entries as readonly [unknown, unknown][]) : entries;

/** Returns a `Buffer` where the runtime has them, because a signature may ask for one. It is a `Uint8Array` too. */
const bytes = (base64: string): Uint8Array =>
  'Buffer' in globalThis
    ? Buffer.from(base64, 'base64')
    : Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** The kinds that values can become. */
export const REVIVAL_NAMES: readonly string[] = Object.keys(REVIVALS);
