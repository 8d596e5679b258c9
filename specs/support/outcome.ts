import { lastValueFrom, materialize, type Observable, toArray, map } from 'rxjs';
import { SwarmError } from '../../lib/agent/errors.ts';

export interface Outcome<T> {
  readonly values: readonly T[];
  /** Undefined where the stream completed. */
  readonly error: SwarmError | undefined;
}

const swarmError = (error: unknown): SwarmError => {
  if (error instanceof SwarmError) return error;
  throw new Error(`not a SwarmError: ${String(error)}`, { cause: error });
};

/** All that a stream emits and how it ends. Rejects if it errors with anything but a `SwarmError`. */
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

/** The error a stream ends with. Rejects if it completes. */
export const failure = async (stream$: Observable<unknown>): Promise<SwarmError> => {
  const { error } = await outcome(stream$);
  if (error === undefined) throw new Error('completed');
  return error;
};
