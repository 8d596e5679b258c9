import { byteQueue } from '../../../lib/chat/transport/byte-queue.ts';

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

describe('a queue of bytes', () => {
  it('gives what was pushed in order, before and after it is asked', async () => {
    const { stream, push, end } = byteQueue(() => undefined);
    const reader = stream.getReader();
    push(bytes(1));
    push(bytes(2));
    expect(await reader.read()).toEqual({ done: false, value: bytes(1) });
    expect(await reader.read()).toEqual({ done: false, value: bytes(2) });
    const third = reader.read();
    push(bytes(3));
    expect(await third).toEqual({ done: false, value: bytes(3) });
    end();
    expect(await reader.read()).toEqual({ done: true });
    expect(await reader.read()).toEqual({ done: true });
  });

  it('gives what came before a failure, then the failure', async () => {
    const { stream, push, fail } = byteQueue(() => undefined);
    push(bytes(1));
    fail(new Error('reset'));
    const reader = stream.getReader();
    expect(await reader.read()).toEqual({ done: false, value: bytes(1) });
    await expect(reader.read()).rejects.toThrow('reset');
    await expect(reader.read()).rejects.toThrow('reset');
  });

  it('may fail unread', () => {
    expect(() => byteQueue(() => undefined).fail(new Error('reset'))).not.toThrow();
  });

  it('ends when it is cancelled, once, for whoever waits too', async () => {
    let cancelled = 0;
    const { stream, push, fail } = byteQueue(() => cancelled++);
    const reader = stream.getReader();
    const read = reader.read();
    await reader.cancel();
    await stream.cancel();
    expect(await read).toEqual({ done: true });
    expect(cancelled).toBe(1);
    push(bytes(1));
    fail(new Error('aborted'));
    expect(await reader.read()).toEqual({ done: true });
  });

  it('is locked by its reader', () => {
    const { stream } = byteQueue(() => undefined);
    expect(stream.locked).toBe(false);
    stream.getReader();
    expect(stream.locked).toBe(true);
  });
});
