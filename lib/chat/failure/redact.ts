/** Shorter ones would hide ordinary words, and nobody's key is so short. */
const SHORTEST = 4;

const KEY = /\b(?:sk|pk|rk|gsk|xai|key)-[\w*-]{8,}/g;
const BEARER = /\b(Bearer|Basic) +[\w.~+/=*-]{16,}/gi;

/** A text without these secrets, and without what looks like a key: servers repeat what they were sent. */
export const redact = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length >= SHORTEST)
    .reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text)
    .replace(KEY, '***')
    .replace(BEARER, '$1 ***');
