import { SwarmError, type Message, type Response, type RunEvent, type ToolMessage } from 'rxswarm';
import { lastValueFrom, type Observable } from 'rxjs';
import { response } from 'rxswarm/operators';

/**
 * Returns the values of a synchronous stream.
 * @throws its error, and when it has not ended.
 */
export const all = <T>(source: Observable<T>): readonly T[] => {
  const { values, error, ended } = watch(source);
  if (error !== undefined) throw error as Error;
  if (!ended) throw new Error('The stream is not synchronous: it has not ended.');
  return values;
};

/** Returns the response of a synchronous run. */
export const responseOf = <A extends { readonly name: string }>(source: Observable<RunEvent<A>>): Response<A> => {
  const last = all(source).at(-1);
  if (last === undefined || !('response' in last)) throw new Error('The run did not end with a response.');
  return last.response;
};

/** Resolves with the response of a run. */
export const eventually = async (source: Observable<RunEvent>): Promise<Response> => {
  const last = await lastValueFrom(source.pipe(response()), { defaultValue: undefined });
  if (last === undefined) throw new Error('The run did not end with a response.');
  return last;
};

/** Returns the error of a synchronous run. */
export const failureOf = (source: Observable<unknown>): SwarmError => {
  const { error } = watch(source);
  if (error instanceof SwarmError) return error;
  throw new Error('The run did not fail with a SwarmError.', { cause: error });
};

/**
 * Subscribes, and unsubscribes at once.
 * @throws the error of the stream.
 */
export const leave = (source: Observable<unknown>): void => {
  const { error } = watch(source);
  if (error !== undefined) throw error as Error;
};

/** Returns the contents of the tool messages, in order. */
export const answers = (messages: readonly Message[]): readonly ToolMessage['content'][] =>
  messages.filter((message) => message.role === 'tool').map(({ content }) => content);

const watch = <T>(source: Observable<T>) => {
  const values: T[] = [];
  let error: unknown;
  let ended = false;
  source
    .subscribe({
      next: (value) => values.push(value),
      error: (reason: unknown) => {
        error = reason;
        ended = true;
      },
      complete: () => (ended = true),
    })
    .unsubscribe();
  return { values, error, ended };
};
