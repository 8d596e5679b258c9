/**
 * Returns some 80 random bits, as 24 hex digits. From `crypto.randomUUID`, which keeps random bytes in stock and so takes a
 * hundredth of the time; browsers withhold it from pages without TLS, which get decimal digits.
 */
export const randomId = (): string =>
  // The types say that it is always there.
  (
    (crypto.randomUUID as typeof crypto.randomUUID | undefined)?.call(crypto) ??
    String(crypto.getRandomValues(new Uint32Array(3)))
  )
    .replace(/\W/g, '')
    .slice(0, 24);
