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

/**
 * Collects the values of a stream and its end. Rejects with errors other than `SwarmError`. Chunks are returned without their
 * origin, because the port of a loopback server differs each time; specs/models/origin.spec.ts looks at it.
 */
export const outcome = <T>(stream$: Observable<T>): Promise<Outcome<T>> =>
  lastValueFrom(
    stream$.pipe(
      materialize(),
      toArray(),
      map((notifications) => {
        const values = notifications.flatMap((each) => (each.kind === 'N' ? [withoutOrigin(each.value)] : []));
        const last = notifications.at(-1);
        return { values, error: last?.kind === 'E' ? swarmError(last.error) : undefined };
      }),
    ),
    { defaultValue: { values: [], error: undefined } },
  );

/** Returns a value without its field `origin`, if it has one. */
export const withoutOrigin = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || !('origin' in value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'origin')) as T;
};

/** Resolves with the error of a stream. Rejects when the stream completes. */
export const failure = async (stream$: Observable<unknown>): Promise<SwarmError> => {
  const { error } = await outcome(stream$);
  if (error === undefined) throw new Error('completed');
  return error;
};
