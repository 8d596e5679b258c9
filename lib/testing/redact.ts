/** Names of properties that hold a secret. `max_tokens` and its kind do not. */
const SECRET_NAME =
  /^(authorization|cookie|password|passwd|secret|credentials?|(.*[-_])?(api[-_]?key|access[-_]?token|auth[-_]?token|secret[-_]?key))$/i;

/** Secrets by their looks, wherever they stand: keys of model providers, bearer tokens, JSON web tokens, keys of AWS. */
const SECRET_TEXT =
  /\b(sk-[\w-]{8,}|gsk_\w{8,}|AIza[\w-]{20,}|AKIA[A-Z0-9]{12,}|gh[pousr]_\w{20,}|xox[abpr]-[\w-]{10,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)|(?<=\bBearer )[\w.~+/=-]{8,}/g;

const REDACTED = '[redacted]';

/** A copy of JSON in which what looks like a secret is replaced. */
export const redact = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(SECRET_TEXT, REDACTED);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_NAME.test(key) && typeof inner === 'string' ? REDACTED : redact(inner),
    ]),
  );
};
