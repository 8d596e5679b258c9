import type { SwarmErrorType } from '../messages/events.ts';
import { toText } from '../util/stringify.ts';
import type { Response } from './response.ts';

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

const LONGEST = 60_000;

/** The milliseconds a server asks to wait, up to a minute; one that asks for more counts as one that said nothing. */
export const retryWait = ({ retryAfter }: SwarmError): number | undefined =>
  retryAfter !== undefined && retryAfter <= LONGEST ? retryAfter : undefined;

/** Throws a `usage` error that names the option, unless its value is a number that meets the rule. */
export const checkOption = (name: string, value: number, rule: string, isMet: boolean): void => {
  if (isMet) return;
  throw new SwarmError('usage', `${name} must be ${rule}, got ${String(value)}.`);
};

/** The sentence is made when it is needed: showing a value may walk all that the caller's variables hold. */
export const refuse = (wrong: boolean, sentence: () => string): void => {
  if (wrong) throw usageError(sentence());
};

export const isCount = (value: unknown): boolean =>
  value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 1);

const BROKEN: readonly SwarmErrorType[] = ['network', 'incomplete', 'protocol', 'timeout'];
const BUSY = [408, 409, 429];

/**
 * What may go well the next time: a stream that broke, and the statuses of a server that is busy. An error without a status
 * counts as one of those.
 */
export const isBreak = (error: unknown): error is SwarmError => {
  if (!(error instanceof SwarmError)) return false;
  const { type, status = 500 } = error;
  if (BROKEN.includes(type)) return true;
  return (type === 'api' || type === 'http') && (status >= 500 || BUSY.includes(status));
};
