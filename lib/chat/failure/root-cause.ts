import { isError } from './is-error.ts';

export interface RootCause {
  /** Such as `ECONNREFUSED`; undefined where the runtime names none, as browsers do. */
  readonly code: string | undefined;
  readonly message: string;
}

/** Chains made by hand may be circular. */
const DEPTH = 5;

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Where a host has several addresses, each of them failed; the first says enough. */
const causeOf = (error: Error): unknown =>
  'errors' in error && Array.isArray(error.errors) ? (error.errors as readonly unknown[])[0] : error.cause;

const find = (error: unknown, depth: number): RootCause => {
  if (!isError(error)) return { code: undefined, message: String(error) };
  const cause = causeOf(error);
  return isError(cause) && depth > 0 ? find(cause, depth - 1) : { code: codeOf(error), message: error.message };
};

/** What lies at the bottom of an error: `fetch failed` says nothing, its cause's cause says which connection was refused. */
export const rootCause = (error: unknown): RootCause => find(error, DEPTH);
