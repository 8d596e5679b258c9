import { asError, SwarmError } from '../../agent/errors.ts';
import type { SwarmErrorType } from '../../messages/events.ts';
import { callQuietly, ignoreRejection } from './hooks.ts';
import type { ServerOptions, TextSource } from './options.ts';
import { Refusal } from './refusal.ts';

/** A failure as a client may read it. */
export interface PublicError {
  /** The type of a `SwarmError`, of a `Refusal`, or `internal`. */
  readonly type: string;
  readonly message: string;
  /** A word for programs, where the protocol has one. */
  readonly code?: string | undefined;
  /** Names the failure in the server's log, which has the details. */
  readonly id?: string;
}

/**
 * Logs a failure under an id and returns what the client may read of it, with the same id. A `Refusal` is public as it is. Errors
 * of others get `unknownType`.
 */
export const publicError = (
  reason: unknown,
  id: string,
  { log, redact }: Pick<ServerOptions, 'log' | 'redact'>,
  unknownType: SwarmErrorType = 'model',
): PublicError => {
  if (reason instanceof Refusal) return { type: reason.type, message: reason.message };
  logError(reason, id, log);
  const error =
    reason instanceof SwarmError ? reason : new SwarmError(unknownType, asError(reason).message, { cause: reason });
  return { type: error.type, message: publicSentence(error, redact), id };
};

/** Writes a failure to the log. The default log leaves out the error's response, because it holds context variables. */
export const logError = (reason: unknown, id: string, log: ServerOptions['log']): void => {
  const label = `rxswarm ${id}:`;
  callQuietly(() => (log === undefined ? console.error(label, traceOf(reason)) : log.error(label, reason)));
};

/** Returns a text as `redact` rewrites it. @throws SwarmError `usage` if `redact` does not return a string. */
export const redacted = (text: string, source: TextSource, redact: ServerOptions['redact']): string => {
  if (redact === undefined) return text;
  const rewritten: unknown = redact(text, source);
  if (typeof rewritten === 'string') return rewritten;
  ignoreRejection(rewritten);
  throw new SwarmError('usage', `\`redact\` must return a string, got ${typeof rewritten}.`);
};

/** Returns a general sentence for a kind of failure. It tells nothing about how the server is built. */
export const publicMessage = (type: SwarmErrorType): string => {
  if (type === 'timeout') return 'The run took too long.';
  return type === 'usage' || type === 'function' || type === 'fatal'
    ? 'The server failed.'
    : 'The model failed or could not be reached.';
};

/** A `redact` that throws cannot keep a failure from being told. */
const publicSentence = (error: SwarmError, redact: ServerOptions['redact']): string => {
  try {
    return redacted(publicMessage(error.type), { error }, redact);
  } catch {
    return publicMessage('usage');
  }
};

/** Returns the stacks of an error and its causes. Other values than errors are told by their type only. */
const traceOf = (reason: unknown): string => {
  const stacks: string[] = [];
  let error = reason;
  for (; error instanceof Error && stacks.length < 5; error = error.cause) stacks.push(error.stack ?? String(error));
  return stacks.join('\n  caused by ') || `a thrown ${typeof reason}`;
};
