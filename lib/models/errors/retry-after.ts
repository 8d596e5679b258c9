const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const number = (text: string | null): number | undefined => {
  const value = Number(text?.trim() || Number.NaN);
  return Number.isFinite(value) ? value : undefined;
};

/** Returns `6m0s`, `20ms` or `1h2m3.5s` in milliseconds; `undefined` for text that is no duration. */
export const duration = (text: string): number | undefined => {
  if (text.length > 40 || !/^(?:[\d.]+(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h|d)/g)];
  const sum = parts.reduce((total, [, value, unit]) => total + Number(value) * UNITS[unit as keyof typeof UNITS], 0);
  return Number.isFinite(sum) ? sum : undefined;
};

/**
 * Returns a `retry-after` or `x-ratelimit-reset*` header in milliseconds from `now`; `undefined` where it says nothing. A plain number is a
 * moment where it is large enough for one, in milliseconds or seconds since 1970, else seconds to wait.
 */
export const resetIn = (text: string | null, now: number): number | undefined => {
  if (text === null) return undefined;
  const value = number(text);
  if (value === undefined) return duration(text) ?? date(text, now);
  if (value > 1e11) return value - now;
  return value > 1e9 ? value * 1000 - now : value * 1000;
};

const date = (text: string, now: number): number | undefined => {
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? undefined : moment - now;
};

/** Returns when the last of the used-up budgets is filled again. */
const resets = (headers: Headers, now: number): number | undefined => {
  const waits = ['-requests', '-tokens', '']
    .filter((budget) => number(headers.get(`x-ratelimit-remaining${budget}`)) === 0)
    .map((budget) => resetIn(headers.get(`x-ratelimit-reset${budget}`), now))
    .filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
};

/**
 * Returns the milliseconds that a server asks to wait, from 0 up; `undefined` where it does not say. `retry-after-ms` is
 * OpenAI's, `Retry-After` HTTP's (seconds or a date), `x-ratelimit-reset*` a common habit. `now` is wall-clock time.
 */
export const retryAfter = (headers: Headers, now: number): number | undefined => {
  const wait =
    number(headers.get('retry-after-ms')) ?? resetIn(headers.get('retry-after'), now) ?? resets(headers, now);
  return wait === undefined ? undefined : Math.max(0, Math.round(wait));
};
