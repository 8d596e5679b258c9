import type { ByteRead, ByteStream } from './answer.ts';

/** A body that is written to: what is pushed waits until it is read. */
export interface ByteQueue {
  readonly stream: ByteStream;
  readonly push: (bytes: Uint8Array) => void;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

interface Waiting {
  readonly resolve: (read: ByteRead) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Bytes from callbacks to reads: as much of a ReadableStream as one reader needs. What was pushed before a failure is read before it.
 */
export const byteQueue = (onCancel: () => void): ByteQueue => {
  const unread: Uint8Array[] = [];
  let waiting: Waiting | undefined;
  /** How it ended, told to whoever reads on. */
  let settle: ((reader: Waiting) => void) | undefined;
  let locked = false;

  const finish = (how: (reader: Waiting) => void): void => {
    if (settle !== undefined) return;
    settle = how;
    if (waiting) how(waiting);
  };
  const end = (): void => {
    finish(({ resolve }) => resolve({ done: true }));
  };

  const read = (): Promise<ByteRead> =>
    new Promise((resolve, reject) => {
      const value = unread.shift();
      if (value !== undefined) resolve({ done: false, value });
      else if (settle) settle({ resolve, reject });
      else waiting = { resolve, reject };
    });

  const cancel = (): Promise<void> => {
    unread.length = 0;
    if (settle === undefined) {
      end();
      onCancel();
    }
    return Promise.resolve();
  };

  return {
    push(value) {
      if (settle) return;
      const reader = waiting;
      waiting = undefined;
      if (reader) reader.resolve({ done: false, value });
      else unread.push(value);
    },
    end,
    fail: (error) => finish(({ reject }) => reject(error)),
    stream: {
      get locked() {
        return locked;
      },
      getReader() {
        locked = true;
        return { read, cancel };
      },
      cancel,
    },
  };
};
