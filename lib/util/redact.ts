const HIDDEN = '***';

/** Shorter secrets are left alone: they would hide ordinary words, and no real key is so short. */
const SHORTEST = 4;

/** Keys of model providers, of AWS, GitHub and Slack, by the way they begin. */
const KEY = /\b(?:(?:sk|pk|rk|xai|key|nvapi|pplx)-|(?:gsk|hf|r8|gh[pousr])_|AIza|AKIA|xox[abpr]-)[\w*-]{8,}/g;
/** JSON web tokens. `eyJ` is how base64 writes `{"`. */
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g;
const AUTHORIZATION = /\b(Bearer|Basic) +[\w.~+/=*-]{16,}/gi;
const ADDRESS = /:\/\/\S+/g;

/** Names of properties that hold a secret. `max_tokens` and similar names do not. */
const SECRET_NAME =
  /^(authorization|cookie|password|passwd|secret|credentials?|(.*[-_])?(api[-_]?key|access[-_]?token|auth[-_]?token|secret[-_]?key))$/i;

/** Hides a candidate unless it reads like words: `key-performance-indicators` has neither digit, capital nor asterisk. */
const hideKey = (candidate: string): string =>
  /[\d*A-Z]/.test(candidate) || candidate.startsWith('sk-') ? HIDDEN : candidate;

/** Hides the user name and password of a URL, which end with the last `@`. */
const hideCredentials = (address: string): string => {
  const end = address.lastIndexOf('@');
  return end < 0 ? address : `://${HIDDEN}${address.slice(end)}`;
};

/**
 * Returns a text in which `***` stands for the given secrets and for everything that looks like one: keys of providers, bearer
 * tokens, JSON web tokens, user names and passwords in URLs. Linear in the length of the text, because each pattern consumes
 * what it has looked at.
 */
export const redactText = (text: string, secrets: readonly string[] = []): string =>
  secrets
    .filter((secret) => secret.length >= SHORTEST)
    .reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text)
    .replace(KEY, hideKey)
    .replace(JSON_WEB_TOKEN, HIDDEN)
    .replace(AUTHORIZATION, `$1 ${HIDDEN}`)
    .replace(ADDRESS, hideCredentials);

/**
 * Returns a copy of a JSON value in which each text is redacted as by `redactText()`, and each text under a name such as `api_key`
 * is hidden.
 */
export const redactJson = (value: unknown, secrets: readonly string[] = []): unknown => {
  if (typeof value === 'string') return redactText(value, secrets);
  if (Array.isArray(value)) return value.map((each) => redactJson(each, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_NAME.test(key) && typeof inner === 'string' ? HIDDEN : redactJson(inner, secrets),
    ]),
  );
};
