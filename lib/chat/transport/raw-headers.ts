/** Headers as they came: names and values in turn. */
export type RawHeaders = readonly Uint8Array[];

const latin1 = new TextDecoder('latin1');

/** A header's value. Nearly all others are ruled out by the length of their names. */
export const rawHeader = (raw: RawHeaders, name: string): string | undefined => {
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const bytes = raw[at];
    if (bytes?.length === name.length && latin1.decode(bytes).toLowerCase() === name) return latin1.decode(raw[at + 1]);
  }
  return undefined;
};

export const toHeaders = (raw: RawHeaders): Headers => {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(latin1.decode(raw[at]), latin1.decode(raw[at + 1]));
  return headers;
};
