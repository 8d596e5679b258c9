import { SwarmError } from '../../agent/errors.ts';
import type { ErrorBody } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';

/** The status, headers and code with which a failed run is answered. */
export interface Failure {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A code of the OpenAI API that is more exact than the status. */
  readonly code?: string | undefined;
}

/** The words of the OpenAI API for a status: its type and, where it has one, its code. */
const WORDS: Readonly<Record<number, readonly [type: string, code: string | null]>> = {
  401: ['invalid_request_error', 'invalid_api_key'],
  403: ['invalid_request_error', 'approval_required'],
  413: ['invalid_request_error', 'request_too_large'],
  429: ['rate_limit_error', 'rate_limit_exceeded'],
  503: ['server_error', 'service_unavailable'],
};

/** Writes an error in the shape and the words of the OpenAI API. */
export const openAiError: ErrorBody = ({ type, message, id, code }, status) => {
  const [openAiType, openAiCode] = WORDS[status] ?? [status < 500 ? 'invalid_request_error' : 'server_error', null];
  return {
    error: {
      message: id === undefined ? message : `${message} (${id})`,
      type: openAiType,
      param: type === 'model_not_found' ? 'model' : null,
      code: code ?? (type === 'model_not_found' ? type : openAiCode),
    },
  };
};

/** The status of a run that failed after functions had run: a failed dependency. */
const AFTER_FUNCTIONS = 424;

/**
 * Classes the failure of a run. Clients of the OpenAI API send a request again after 408, 409, 429 and 5xx, so that a run whose
 * functions have run gets another status and `x-should-retry: false`. An error that no repetition mends gets that header, too. A
 * rate limit of the model stays a 429 with its `retry-after`, and a conversation that is too long for the model a 400.
 */
export const failureOf = (reason: unknown, hasActed: boolean): Failure => {
  const { status, retryAfter, code, retryable }: Partial<SwarmError> = reason instanceof SwarmError ? reason : {};
  const once = hasActed || retryable === false ? { 'x-should-retry': 'false' } : {};
  if (reason instanceof Refusal) return { status: reason.status, headers: { ...reason.headers, ...once } };
  if (status === 429) {
    const wait = retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter / 1000)) };
    return { status, headers: { ...wait, ...once }, code: code === 'insufficient_quota' ? code : undefined };
  }
  if (code === 'context_length_exceeded') return { status: 400, headers: once, code };
  return { status: hasActed ? AFTER_FUNCTIONS : 500, headers: once };
};
