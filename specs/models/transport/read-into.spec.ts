import { type ByteFlow, readInto } from '../../../lib/models/transport/http-response.ts';
import { bodyOf, toBytes } from '../../support/bytes.ts';
import { rest } from '../../support/process.ts';

/** What comes of a body, in order. */
const recorder = () => {
  const seen: unknown[] = [];
  const sink = {
    next: (bytes: Uint8Array) => void seen.push(new TextDecoder().decode(bytes)),
    error: (error: unknown) => void seen.push(error),
    complete: () => void seen.push('end'),
  };
  return { seen, sink };
};

describe('a body read into a sink', () => {
  it('comes in order, then its end', async () => {
    const { seen, sink } = recorder();
    readInto(bodyOf([toBytes('a'), toBytes('b')]), sink);
    await rest(1);
    expect(seen).toEqual(['a', 'b', 'end']);
  });

  it('passes on the bytes before a failure, then fails', async () => {
    const { seen, sink } = recorder();
    const error = new Error('reset');
    readInto(
      new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(toBytes('a')),
        pull: (controller) => controller.error(error),
      }),
      sink,
    );
    await rest(1);
    expect(seen).toEqual(['a', error]);
  });

  it('is cancelled by what it returns', async () => {
    const cancelled = jest.fn();
    const { sink } = recorder();
    readInto(new ReadableStream<Uint8Array>({ cancel: cancelled }), sink)();
    await rest(1);
    expect(cancelled).toHaveBeenCalledTimes(1);
  });

  it('that is pushed reaches the sink within the push, with no promise between', () => {
    const { seen, sink } = recorder();
    const cancelled = jest.fn(() => Promise.resolve());
    let push: ((bytes: Uint8Array) => void) | undefined;
    const flow: ByteFlow = {
      locked: false,
      readInto: (into) => (push = (bytes) => into.next(bytes)),
      cancel: cancelled,
    };
    const cancel = readInto(flow, sink);
    push?.(toBytes('a'));
    expect(seen).toEqual(['a']);
    cancel();
    expect(cancelled).toHaveBeenCalledTimes(1);
  });
});
