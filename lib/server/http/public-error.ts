import { asError, SwarmError } from '../../agent/errors.ts';
import type { SwarmErrorType } from '../../messages/events.ts';
import type { ServerOptions } from './options.ts';

/** A failure as a client may read it. */
export interface PublicError {
  /** The type of a `SwarmError`, of a `Refusal`, or `internal`. */
  readonly type: string;
  readonly message: string;
  /** Names the failure in the server's log, which has the details. */
  readonly id?: string;
}

/** Logs a failure under an id and returns what the client may read of it, with the same id. */
export const publicError = (
  reason: unknown,
  id: string,
  { log = console, redact = (text) => text }: Pick<ServerOptions, 'log' | 'redact'>,
): PublicError => {
  log.error(`rxswarm ${id}:`, reason);
  const error =
    reason instanceof SwarmError ? reason : new SwarmError('model', asError(reason).message, { cause: reason });
  return { type: error.type, message: redact(publicMessage(error.type), { error }), id };
};

/** Returns a general sentence for a kind of failure. It tells nothing about how the server is built. */
export const publicMessage = (type: SwarmErrorType): string => {
  if (type === 'timeout') return 'The run took too long.';
  return type === 'usage' || type === 'function' ? 'The server failed.' : 'The model failed or could not be reached.';
};
