import { toText } from '../util/text.ts';
import type { Response } from '../messages/types.ts';

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
 * - `timeout`: a limit of time was met; the message says which
 * - `output`: the answer is not what `output` asks for, however often the model was asked again; the message says why
 * - `budget`: what a `budget()` allows is used up
 * - `aborted`: somebody stopped the run from elsewhere, as `cancel()` of `rxswarm/bullmq` does
 */
export type SwarmErrorType =
  | 'usage'
  | 'network'
  | 'http'
  | 'api'
  | 'protocol'
  | 'incomplete'
  | 'function'
  | 'model'
  | 'timeout'
  | 'output'
  | 'budget'
  | 'aborted';

export interface SwarmErrorDetails {
  readonly cause?: unknown;
  /** The HTTP status, where there was one; an `api` error's where the server named one. */
  readonly status?: number | undefined;
  /** Milliseconds the server asked to wait before it is asked again. */
  readonly retryAfter?: number | undefined;
  /** How many requests were made, by what repeats them. */
  readonly attempts?: number | undefined;
  /** Which of many runs failed: the place of its options among the inputs of `runAll`, from 0. */
  readonly index?: number | undefined;
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
  readonly index: number | undefined;
  readonly response: Response | undefined;

  constructor(type: SwarmErrorType, message: string, details: SwarmErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.type = type;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.attempts = details.attempts;
    this.index = details.index;
    this.response = details.response;
  }
}

/** What the caller gave is not what it must be. */
export const usageError = (message: string): SwarmError => new SwarmError('usage', message);

export interface Amendment extends SwarmErrorDetails {
  readonly message?: string;
}

/** The same failure with something said otherwise; whatever detail the amendment names, even as undefined, is replaced. */
export const amended = (error: SwarmError, { message = error.message, ...details }: Amendment): SwarmError => {
  const known: SwarmErrorDetails = error;
  // Named, as the cause of an error is not enumerable.
  return new SwarmError(error.type, message, { ...known, cause: error.cause, ...details });
};

/** The error as a run reports it: with the response so far. What is no SwarmError comes from the chat model. */
export const withResponse = (error: unknown, response: Response): SwarmError =>
  error instanceof SwarmError
    ? // A new one, because a chat model may give the same error to many runs.
      amended(error, { cause: error.cause === undefined ? error : error.cause, response })
    : new SwarmError('model', messageOf(error), { cause: error, response });

/** The error as `runAll` reports it: with the place of the run that failed. */
export const withIndex = (error: unknown, index: number): SwarmError =>
  error instanceof SwarmError
    ? amended(error, { index })
    : new SwarmError('usage', messageOf(error), { cause: error, index });

/** What an error says, whatever was thrown. By its message, as errors of another realm are no `Error` of this one. */
export const messageOf = (error: unknown): string => {
  const { message, name } = (error ?? {}) as { readonly message?: unknown; readonly name?: unknown };
  return typeof message === 'string' ? message || String(name) : toText(error);
};

export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(messageOf(error)));

/** Of the caller's own code, but for functions: what they throw is told to the model. */
export const threw = (what: string, cause: unknown): SwarmError =>
  new SwarmError('function', `${what} threw: ${messageOf(cause)}`, { cause });
