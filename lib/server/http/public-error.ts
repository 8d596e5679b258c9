import { asError, SwarmError } from '../../agent/errors.ts';
import type { SwarmErrorType } from '../../messages/events.ts';
import type { ServerOptions } from './options.ts';

/** What the client is told of a kind of failure: nothing of how this server is made. */
export const publicMessage = (type: SwarmErrorType): string => {
  if (type === 'timeout') return 'It took too long.';
  return type === 'usage' || type === 'function' ? 'The server failed.' : 'The model failed or could not be reached.';
};

/** What may be said of a failure. */
export interface PublicError {
  readonly type: string;
  readonly message: string;
  /** The log has the rest under this id. */
  readonly id?: string;
}

/** A failure as this server's log and its client know it: by an id that they share. */
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
