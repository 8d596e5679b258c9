import { SwarmError } from '../../agent/errors.ts';

export type RequestHeaders = Readonly<Record<string, string>>;

const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** What HTTP carries in a header. `fetch` refuses the rest in a message that repeats the value, which may be a key. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const checked = ([name, value]: readonly [string, unknown]): readonly [string, string] => {
  if (NAME.test(name) && typeof value === 'string' && VALUE.test(value)) return [name.toLowerCase(), value];
  throw new SwarmError(
    'usage',
    `The header "${name}" cannot be sent: its name or value is no text, or has characters that HTTP does not allow.`,
  );
};

const authorization = (key: string | undefined, keySetting: string): RequestHeaders => {
  if (key === undefined) return {};
  if (VALUE.test(key)) return { authorization: `Bearer ${key}` };
  throw new SwarmError('usage', `The API key has characters that cannot be sent in a header: check ${keySetting}.`);
};

/** The headers of a request, by lower-case name; the caller's own win over ours. */
export const requestHeaders = (
  own: readonly (readonly [string, unknown])[],
  key: string | undefined,
  keySetting: string,
): RequestHeaders => ({
  'content-type': 'application/json',
  accept: 'text/event-stream, application/json',
  ...authorization(key, keySetting),
  ...Object.fromEntries(own.map(checked)),
});
