/** Returns 128 random bits in hex: a name that nobody guesses. */
export const newRunName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const EVENT_ID = /^([0-9a-f]{32})\.(\d{1,15})$/;

/** Reads the id of an event, `<name>.<number>`. Returns `undefined` for any other text. */
export const readEventId = (id: string): { readonly name: string; readonly number: number } | undefined => {
  const [, name, number] = EVENT_ID.exec(id) ?? [];
  return name === undefined ? undefined : { name, number: Number(number) };
};
