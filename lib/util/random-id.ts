/** 96 random bits in hex. Not `crypto.randomUUID`, which browsers withhold from pages without TLS. */
export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
