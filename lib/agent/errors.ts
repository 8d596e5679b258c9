import type { SwarmErrorType } from '../messages/events.ts';
import { show, toText } from '../util/stringify.ts';
import type { Response } from './response.ts';

/** Details of a `SwarmError` next to its type and message. Each detail is undefined where it does not apply. */
export interface SwarmErrorDetails {
  /** The error beneath, such as the error of `fetch`. A cause that shows a secret is left out. */
  readonly cause?: unknown;
  /** The HTTP status; of an `api` error, the status that the server named in its body. */
  readonly status?: number | undefined;
  /** A word for programs: the server's own (`insufficient_quota`, `context_length_exceeded`) or the system's (`ECONNREFUSED`). */
  readonly code?: string | undefined;
  /** The server's name for the request, which its operators ask for (`x-request-id`). */
  readonly requestId?: string | undefined;
  /** The error as the server sent it: up to 4,096 characters, without secrets. */
  readonly body?: string | undefined;
  /** Milliseconds the server asked to wait before it is asked again, from 0 up. */
  readonly retryAfter?: number | undefined;
  /** False where the same request would fail again, such as for a used-up quota; true where the server says to try again. */
  readonly retryable?: boolean | undefined;
  /** How many requests were made, told by what repeats them. */
  readonly attempts?: number | undefined;
  /** Which of many runs failed: the place of its options among the inputs of `runAll`, from 0. */
  readonly index?: number | undefined;
  /** The response up to the failure. It holds every finished message, and a run can go on from it. */
  readonly response?: Response | undefined;
}

/**
 * The one error that rxswarm throws and errors with; `type` tells what went wrong.
 *
 * | type | thrown by | worth a retry | remedy |
 * |---|---|---|---|
 * | `usage` | constructors and functions that take options, at once; a run, when it is subscribed | no | change the call: the message says how |
 * | `network` | chat models, `connect` | yes | check the address; `retry()` repeats it |
 * | `http` | chat models, `connect` | 408, 409, 429 and 5xx | read `status`, `code` and `body` |
 * | `api` | chat models: the server told of a failure in its stream | yes, unless `retryable` is false | read `code` and `body` |
 * | `protocol` | chat models: the answer is no chat completion | yes | check that the address is a Chat Completions endpoint |
 * | `incomplete` | chat models, a run: the stream ended too early | yes | `turnRetries` repeats the turn |
 * | `timeout` | `timeout()`, `runTimeout` | yes | raise the limit that the message names |
 * | `function` | a run: instructions or an approval predicate threw | no | mend the function; `cause` has its error |
 * | `model` | a run: a chat model of the caller's errored | no | read `cause` |
 * | `output` | a run, `output()`, `answer()` | no | read the message and `response.messages` |
 * | `budget` | `budget()` | no | raise the budget |
 * | `aborted` | a run on a queue that `cancel()` stopped | no | none: somebody wanted it |
 *
 * @example
 * run$.pipe(
 *   catchError((error: unknown) => {
 *     if (error instanceof SwarmError && error.code === 'insufficient_quota') return EMPTY;
 *     throw error;
 *   }),
 * );
 */
export class SwarmError extends Error {
  /** Always 'SwarmError', also for errors of another copy of the package. */
  override readonly name = 'SwarmError';
  /** The kind of failure: see `SwarmErrorType`. */
  readonly type: SwarmErrorType;
  /** The HTTP status; of an `api` error, the status that the server named in its body. */
  readonly status: number | undefined;
  /** A word for programs: the server's own, or the system's. */
  readonly code: string | undefined;
  /** The server's name for the request. */
  readonly requestId: string | undefined;
  /** The error as the server sent it: up to 4,096 characters, without secrets. */
  readonly body: string | undefined;
  /** Milliseconds the server asked to wait before it is asked again. */
  readonly retryAfter: number | undefined;
  /** False where the same request would fail again; true where the server says to try again. */
  readonly retryable: boolean | undefined;
  /** How many requests were made, told by what repeats them. */
  readonly attempts: number | undefined;
  /** Which of many runs failed, from 0. */
  readonly index: number | undefined;
  /** The response up to the failure. */
  readonly response: Response | undefined;

  constructor(type: SwarmErrorType, message: string, { cause, ...details }: SwarmErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.type = type;
    Object.assign(this, details);
  }
}

/** Makes the error for arguments, agents or options of a caller that are not what they must be. `message` names the remedy. */
export const usageError = (message: string, details?: SwarmErrorDetails): SwarmError =>
  new SwarmError('usage', message, details);

/** Details that take the place of an error's own. */
export interface Amendment extends SwarmErrorDetails {
  /** Default: the message as it was. */
  readonly message?: string;
}

/** Returns the same failure with other details. Each detail that the amendment names is replaced, also by `undefined`. */
export const amended = (error: SwarmError, { message = error.message, ...details }: Amendment): SwarmError => {
  const known: SwarmErrorDetails = error;
  // Named, because the cause of an error is not enumerable.
  return new SwarmError(error.type, message, { ...known, cause: error.cause, ...details });
};

/** Returns the error as a run reports it: with the response so far. Other errors than ours come from the chat model. */
export const withResponse = (error: unknown, response: Response): SwarmError =>
  error instanceof SwarmError
    ? // A new one, because a chat model may give the same error to many runs.
      amended(error, { cause: error.cause === undefined ? error : error.cause, response })
    : new SwarmError('model', messageOf(error), { cause: error, response });

/** Returns the error as `runAll` reports it: with the place of the run that failed. */
export const withIndex = (error: unknown, index: number): SwarmError =>
  error instanceof SwarmError ? amended(error, { index }) : usageError(messageOf(error), { cause: error, index });

/** Returns the message of whatever was thrown. Errors of another realm are told by their `message`, not by `instanceof`. */
export const messageOf = (error: unknown): string => {
  const { message, name } = (error ?? {}) as { readonly message?: unknown; readonly name?: unknown };
  return typeof message === 'string' ? message || String(name) : toText(error);
};

/** Returns whatever was thrown as an `Error`. */
export const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(messageOf(error)));

/** Makes the error for the caller's code that threw. Functions are the exception: the model is told what they throw. */
export const threw = (what: string, cause: unknown): SwarmError =>
  new SwarmError('function', `${what} threw: ${messageOf(cause)}`, { cause });

/** The longest wait, in milliseconds, that a server may ask for. */
export const MAX_WAIT = 60_000;

/** Returns the milliseconds that a server asks to wait, or `undefined` where it asks for none or for more than `MAX_WAIT`. */
export const retryWait = ({ retryAfter }: SwarmError): number | undefined =>
  retryAfter !== undefined && retryAfter <= MAX_WAIT ? retryAfter : undefined;

/** Throws a `usage` error that names the option, unless its value meets the rule. */
export const checkOption = (name: string, value: number, rule: string, isMet: boolean): void => {
  if (!isMet) throw usageError(`${name} must be ${rule}, got ${String(value)}.`);
};

/** Throws a `usage` error if `wrong`. The sentence is made only then, because showing a value may walk all it holds. */
export const refuse = (wrong: boolean, sentence: () => string): void => {
  if (wrong) throw usageError(sentence());
};

/**
 * Throws a usage error such as "maxTurns is 0: it must be a whole number from 1 up." unless the value is sound. The value is
 * shown only then: showing may walk all that the caller's variables hold.
 *
 * @param subject Begins the sentence: `maxTurns is`.
 */
export const mustBe = (isSound: boolean, subject: string, value: unknown, remedy: string): void => {
  if (!isSound) throw usageError(`${subject} ${show(value)}: ${remedy}.`);
};

/** Returns whether a value can bound a number of things: a whole number from 1 up, or `Infinity`. */
export const isCount = (value: unknown): boolean =>
  value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 1);

/** Failures on the way: no answer, half an answer, or an answer that is no completion. */
const ON_THE_WAY: readonly SwarmErrorType[] = ['network', 'timeout', 'incomplete', 'protocol'];
/** Statuses below 500 that pass: request timeout, conflict, too many requests. */
const PASSING = [408, 409, 429];

/** An `api` error without a status counts as passing, because the server had accepted the request before it failed. */
const isPassing = ({ type, status }: SwarmError): boolean =>
  status === undefined ? type === 'api' : status >= 500 || PASSING.includes(status);

/**
 * Returns whether the same request may go well the next time. The one decision of `retry()`, `turnRetries` and queues: yes
 * after failures on the way and statuses that pass, unless the error itself says otherwise (`retryable`).
 */
export const isWorthRetrying = (error: unknown): error is SwarmError => {
  if (!(error instanceof SwarmError)) return false;
  const { type, retryable } = error;
  return retryable ?? (ON_THE_WAY.includes(type) || ((type === 'api' || type === 'http') && isPassing(error)));
};
