import type { Observable, Subscription } from 'rxjs';

/**
 * Makes an async iterable of a stream, for code that prefers `for await`. Cold, as the stream is: each loop subscribes anew,
 * when it asks for its first value. Leaving the loop (`break`, `return`, `throw`) unsubscribes at once, which ends the run. An
 * error of the stream is thrown into the loop.
 *
 * A stream cannot be asked to wait: values that arrive while the loop is busy are kept, in order, until it asks for them. Where
 * a slow loop follows a fast stream, bound the stream first, such as by `auditTime(100)`.
 *
 * @example
 * ```ts
 * for await (const token of iterate(swarm.run({ agent, messages }).pipe(text()))) process.stdout.write(token);
 * ```
 */
export const iterate = <T>(source$: Observable<T>): AsyncIterable<T> => ({
  [Symbol.asyncIterator]: () => iteratorOf(source$),
});

/** A call of `next()` that has not been answered. */
interface Request<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const DONE = { done: true, value: undefined } as const;
const done = ({ resolve }: Request<never>): void => resolve(DONE);

/** Written by hand, because `return()` of an async generator waits for its pending `next()`: it cannot stop a silent stream. */
const iteratorOf = <T>(source$: Observable<T>): AsyncIterator<T, undefined> => {
  const values = queue<T>();
  const requests: Request<T>[] = [];
  let subscription: Subscription | undefined;
  /** Answers the next request after the last value. */
  let end: ((request: Request<T>) => void) | undefined;

  const flush = (): void => {
    for (let request = requests[0]; request && (end ?? !values.isEmpty()); request = requests[0]) {
      requests.shift();
      if (!values.isEmpty()) request.resolve({ value: values.take() });
      else {
        end?.(request);
        // Throws an error once, as a generator does.
        end = done;
      }
    }
  };
  const endWith = (ending: (request: Request<T>) => void): void => {
    end ??= ending;
    flush();
  };
  const subscribe = (): Subscription =>
    source$.subscribe({
      next: (value) => {
        values.push(value);
        flush();
      },
      error: (error: unknown) => endWith(({ reject }) => reject(error)),
      complete: () => endWith(done),
    });

  return {
    next: () =>
      new Promise((resolve, reject) => {
        requests.push({ resolve, reject });
        if (!end) subscription ??= subscribe();
        flush();
      }),
    return: () => {
      subscription?.unsubscribe();
      values.clear();
      endWith(done);
      return Promise.resolve(DONE);
    },
  };
};

interface Queue<T> {
  readonly push: (value: T) => void;
  readonly take: () => T;
  readonly isEmpty: () => boolean;
  readonly clear: () => void;
}

/** First in, first out, each step in constant time: `shift()` of a long array moves all of it. */
const queue = <T>(): Queue<T> => {
  let incoming: T[] = [];
  let outgoing: T[] = [];
  return {
    push: (value) => void incoming.push(value),
    take: () => {
      if (outgoing.length === 0) [incoming, outgoing] = [[], incoming.reverse()];
      return outgoing.pop() as T;
    },
    isEmpty: () => incoming.length + outgoing.length === 0,
    clear: () => {
      [incoming, outgoing] = [[], []];
    },
  };
};
