import { lastValueFrom, materialize, type Observable, toArray, map } from 'rxjs';
import { SwarmError } from '../../lib/agent/errors.ts';

export interface Outcome<T> {
  readonly values: readonly T[];
  /** Undefined when the stream completed. */
  readonly error: SwarmError | undefined;
}

const swarmError = (error: unknown): SwarmError => {
  if (error instanceof SwarmError) return error;
  throw new Error(`not a SwarmError: ${String(error)}`, { cause: error });
};

/** Collects the values of a stream and its end. Rejects with errors other than `SwarmError`. */
export const outcome = <T>(stream$: Observable<T>): Promise<Outcome<T>> =>
  lastValueFrom(
    stream$.pipe(
      materialize(),
      toArray(),
      map((notifications) => {
        const values = notifications.flatMap((each) => (each.kind === 'N' ? [each.value] : []));
        const last = notifications.at(-1);
        return { values, error: last?.kind === 'E' ? swarmError(last.error) : undefined };
      }),
    ),
    { defaultValue: { values: [], error: undefined } },
  );

/** Resolves with the error of a stream. Rejects when the stream completes. */
export const failure = async (stream$: Observable<unknown>): Promise<SwarmError> => {
  const { error } = await outcome(stream$);
  if (error === undefined) throw new Error('completed');
  return error;
};
