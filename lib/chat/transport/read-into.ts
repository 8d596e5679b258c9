import type { Observer } from 'rxjs';
import { cancel } from '../cancel.ts';
import type { Body, ByteReader } from '../../models/transport/answer.ts';

/** An `await` is cheaper than a `then`: no promise is made beside the read's own. */
const pump = async (reader: ByteReader, sink: Observer<Uint8Array>): Promise<void> => {
  try {
    for (;;) {
      const part = await reader.read();
      if (part.done) break;
      sink.next(part.value);
    }
  } catch (error) {
    sink.error(error);
    return;
  }
  sink.complete();
};

/** Reads a body into a sink, which does not throw; what it returns cancels the body. */
export const readInto = (body: Body, sink: Observer<Uint8Array>): (() => void) => {
  if ('readInto' in body) {
    body.readInto(sink);
    return () => cancel(body);
  }
  const reader = body.getReader();
  void pump(reader, sink);
  return () => cancel(reader);
};
