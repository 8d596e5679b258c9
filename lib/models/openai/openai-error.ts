import { SwarmError, usageError } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import type { Asked } from '../errors/endpoint-info.ts';
import { httpError } from '../errors/http-error.ts';
import { isError, networkError } from '../errors/network-error.ts';
import { errorWords, serverMessage } from '../errors/server-message.ts';
import { KEYLESS } from '../transport/endpoint.ts';
import type { OpenAIClient } from './openai-client.ts';

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
  return usageError(`The OpenAI client refuses to ask: ${error.message}`, { cause: error });
};

/** Public in all clients, and needed for nothing but sentences: a client without them will do. */
interface Described {
  readonly baseURL?: unknown;
  readonly apiKey?: unknown;
}

const urlOf = (baseURL: unknown): string => {
  if (typeof baseURL !== 'string' || !URL.canParse(baseURL)) return "The client's server";
  const { origin, pathname } = new URL(baseURL);
  return `${origin}${pathname.replace(/\/+$/, '')}/chat/completions`;
};

/** Who a client asks, as far as it tells. */
export const askedOf = (client: OpenAIClient & Described): Asked => {
  const key = typeof client.apiKey === 'string' ? client.apiKey : undefined;
  return {
    url: urlOf(client.baseURL),
    urlSetting: "OPENAI_BASE_URL or the client's baseURL",
    keySetting: "OPENAI_API_KEY or the client's apiKey",
    hasKey: client.apiKey !== undefined && client.apiKey !== KEYLESS,
    secrets: key === undefined ? [] : [key],
  };
};
