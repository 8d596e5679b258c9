import type { Response } from './types.ts';

/**
 * What went wrong:
 * - `usage`: the caller's arguments, agents or functions are not what they must be; the message says the remedy
 * - `network`: no answer could be had: refused, reset, unknown host
 * - `http`: the server answered with a status that is not 2xx
 * - `api`: the server said, in a body or an event of its own, that it failed
 * - `protocol`: what the server sent is no chat completion
 * - `incomplete`: the stream ended before the message did
 * - `timeout`: a limit of time was met; the message says which
 */
export type SwarmErrorType = 'usage' | 'network' | 'http' | 'api' | 'protocol' | 'incomplete' | 'timeout';

export interface SwarmErrorDetails {
  readonly cause?: unknown;
  /** The HTTP status, where there was one; an `api` error's where the server named one. */
  readonly status?: number | undefined;
  /** Milliseconds the server asked to wait before it is asked again. */
  readonly retryAfter?: number | undefined;
  /** How many requests were made, by what repeats them. */
  readonly attempts?: number | undefined;
  /** Where the run stood when it failed: nothing that was whole is lost, and it can be run on. */
  readonly response?: Response | undefined;
}

/** The one error that rxswarm throws and errors with; `type` tells what went wrong. */
export class SwarmError extends Error {
  override readonly name = 'SwarmError';
  readonly type: SwarmErrorType;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly attempts: number | undefined;
  readonly response: Response | undefined;

  constructor(type: SwarmErrorType, message: string, details: SwarmErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.type = type;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.attempts = details.attempts;
    this.response = details.response;
  }
}
