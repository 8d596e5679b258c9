const LF = 10;

/** Turns bytes into the data of server-sent events. It is the least that works with a server that ends lines with LF. */
export const splitter = (onData: (data: string) => void): ((bytes: Uint8Array) => void) => {
  const decoder = new TextDecoder();
  let rest: Uint8Array | undefined;
  return (bytes) => {
    const whole = rest === undefined ? bytes : Buffer.concat([rest, bytes]);
    const end = whole.lastIndexOf(LF) + 1;
    rest = end === whole.length ? undefined : whole.subarray(end);
    const text = decoder.decode(whole.subarray(0, end));
    let start = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', start)) {
      if (text.startsWith('data: ', start)) onData(text.slice(start + 6, at));
      start = at + 1;
    }
  };
};
