const encoder = new TextEncoder();

export const toBytes = (text: string): Uint8Array => encoder.encode(text);

/** Cuts bytes at these positions, counted from 0. `[0, 0]` makes empty pieces. */
export const splitAt = (bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const edges = [0, ...[...places].sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((end, index) => bytes.slice(edges[index], end));
};

/** Makes a body of these pieces, each arriving in its own read. */
export const bodyOf = (pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> => {
  const rest = [...pieces];
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = rest.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
};
