import { SwarmError } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Asked } from '../errors/asked.ts';
import { errorWords } from '../../chat/failure/error-words.ts';
import { httpError } from '../errors/http-error.ts';
import { isError } from '../../chat/failure/is-error.ts';
import { networkError } from '../errors/network-error.ts';
import { serverMessage } from '../errors/server-message.ts';

interface WithStatus extends Error {
  readonly status: number;
  readonly headers?: unknown;
  /** The `error` of the body, where that is JSON. */
  readonly error?: unknown;
}

const hasStatus = (error: Error): error is WithStatus => 'status' in error && typeof error.status === 'number';

/** The message of an error without a JSON body is its status and its text. */
const wordsOf = ({ error, status, message }: WithStatus): string | undefined => {
  const text = message.replace(new RegExp(`^${String(status)} `), '');
  return isRecord(error) ? serverMessage(error) : text.endsWith('(no body)') ? undefined : errorWords(text);
};

const ofStatus = (error: WithStatus, asked: Asked): SwarmError => {
  const headers = error.headers instanceof Headers ? error.headers : new Headers();
  return httpError({ status: error.status, headers, words: wordsOf(error) }, asked);
};

/**
 * What a client of the `openai` package failed with, as a `SwarmError`. Told by status, name and cause, as `instanceof` knows
 * one copy of the package only.
 */
export const openaiError = (error: unknown, asked: Asked): unknown => {
  if (!isError(error) || error instanceof SwarmError) return error;
  if (hasStatus(error)) return ofStatus(error, asked);
  const { name } = error.constructor;
  if (name === 'APIConnectionTimeoutError') {
    return new SwarmError('timeout', `${asked.url} did not answer within the client's timeout.`, { cause: error });
  }
  if (error.cause !== undefined || name.startsWith('API')) return networkError(error, asked);
  return new SwarmError('usage', `The OpenAI client refuses to ask: ${error.message}`, { cause: error });
};
