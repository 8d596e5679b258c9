import { toText } from './text.ts';
import type { Response } from './types.ts';

/**
 * What went wrong:
 * - `usage`: the caller's arguments, agents or functions are not what they must be; the message says the remedy
 * - `network`: no answer could be had: refused, reset, unknown host
 * - `http`: the server answered with a status that is not 2xx
 * - `api`: the server said, in a body or an event of its own, that it failed
 * - `protocol`: what the server sent is no chat completion
 * - `incomplete`: the stream ended before the message did
 * - `function`: instructions or an approval predicate threw (what functions throw is told to the model instead)
 * - `model`: a chat model that is none of rxswarm's errored; `cause` says how
 */
export type SwarmErrorType = 'usage' | 'network' | 'http' | 'api' | 'protocol' | 'incomplete' | 'function' | 'model';

export interface SwarmErrorDetails {
  readonly cause?: unknown;
  /** The HTTP status, where there was one. */
  readonly status?: number;
  /** Where the run stood when it failed: nothing that was whole is lost, and it can be run on. */
  readonly response?: Response;
}

/** The one error that rxswarm throws and errors with; `type` tells what went wrong. */
export class SwarmError extends Error {
  override readonly name = 'SwarmError';
  readonly type: SwarmErrorType;
  readonly status: number | undefined;
  readonly response: Response | undefined;

  constructor(type: SwarmErrorType, message: string, { cause, status, response }: SwarmErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.type = type;
    this.status = status;
    this.response = response;
  }
}

/** The error as a run reports it: with the response so far. What is no SwarmError comes from the chat model. */
export const withResponse = (error: unknown, response: Response): SwarmError => {
  if (!(error instanceof SwarmError)) return new SwarmError('model', messageOf(error), { cause: error, response });
  const { type, message, status, cause } = error;
  // A new one, because a chat model may give the same error to many runs.
  return new SwarmError(type, message, { cause: cause ?? error, ...(status !== undefined && { status }), response });
};

/** What an error says, whatever was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : toText(error);

export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(messageOf(error)));
