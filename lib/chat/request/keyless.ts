/** Passed as a key to clients that insist on one, where the server needs none. */
export const KEYLESS = 'no-key';
