export interface RootCause {
  /** Such as `ECONNREFUSED`; undefined where the runtime names none, as browsers do. */
  readonly code: string | undefined;
  readonly message: string;
}

/** Errors are chained by hand, too, so a chain may be circular. */
const DEPTH = 5;

const causeOf = (error: Error): unknown => {
  if (error.cause !== undefined) return error.cause;
  const errors: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return errors;
};

const find = (error: unknown, depth: number): RootCause => {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  const cause = causeOf(error);
  if (cause instanceof Error && depth > 0) return find(cause, depth - 1);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { code, message: error.message };
};

/** What lies at the bottom of an error: `fetch failed` says nothing, its cause's cause says which connection was refused. */
export const rootCause = (error: unknown): RootCause => find(error, DEPTH);
