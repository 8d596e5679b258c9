import { SwarmError, usageError } from '../../agent/errors.ts';
import { hashOf } from '../../util/hash-of.ts';
import type { EndpointInfo } from '../errors/endpoint-info.ts';
import { httpError } from '../errors/http-error.ts';
import { isError, networkError } from '../errors/network-error.ts';
import { KEYLESS, withoutSlashes } from '../transport/endpoint.ts';

interface WithStatus extends Error {
  readonly status: number;
  readonly headers?: unknown;
  /** The `error` of the body, where that is JSON. */
  readonly error?: unknown;
}

const hasStatus = (error: Error): error is WithStatus => 'status' in error && typeof error.status === 'number';

/** Clients keep the `error` of a JSON body. Of any other body the message holds the text, behind the status. */
const bodyOf = ({ error, status, message }: WithStatus): string => {
  if (typeof error === 'object' && error !== null) return JSON.stringify({ error });
  const text = message.startsWith(`${String(status)} `) ? message.slice(String(status).length + 1) : message;
  return text.endsWith('(no body)') ? '' : text;
};

const ofStatus = (error: WithStatus, info: EndpointInfo): SwarmError => {
  const headers = error.headers instanceof Headers ? error.headers : new Headers();
  return httpError({ status: error.status, headers, body: bodyOf(error) }, info);
};

/**
 * Returns an error of a client of the `openai` package as a `SwarmError`. It is told by status, name and cause, because
 * `instanceof` knows one copy of the package only.
 */
export const openaiError = (error: unknown, info: EndpointInfo): unknown => {
  if (!isError(error) || error instanceof SwarmError) return error;
  if (hasStatus(error)) return ofStatus(error, info);
  // A `fetch` of ours may throw it: the client wraps it as the failure of a connection.
  if (error.cause instanceof SwarmError) return error.cause;
  const { name } = error.constructor;
  if (name === 'APIConnectionTimeoutError') {
    return new SwarmError('timeout', `${info.url} did not answer within the client's timeout.`, { cause: error });
  }
  if (error.cause !== undefined || name.startsWith('API')) return networkError(error, info);
  return usageError(`The OpenAI client refuses to ask: ${error.message}`, { cause: error });
};

/** Properties that all clients have, needed for the messages of errors only: a client without them will do. */
interface Described {
  readonly baseURL?: unknown;
  readonly apiKey?: unknown;
}

const placeOf = (baseURL: unknown, path: string): Pick<EndpointInfo, 'url' | 'path' | 'host'> => {
  if (typeof baseURL !== 'string' || !URL.canParse(baseURL)) return { url: "The client's server", path, host: '' };
  const { origin, pathname, host } = new URL(baseURL);
  return { url: `${origin}${withoutSlashes(pathname)}${path}`, path, host: hashOf(host) };
};

/** Describes the endpoint of a client, as far as the client tells. */
export const infoOf = (client: object, path: string): EndpointInfo => {
  const { baseURL, apiKey }: Described = client;
  const key = typeof apiKey === 'string' ? apiKey : undefined;
  return {
    ...placeOf(baseURL, path),
    urlSetting: "OPENAI_BASE_URL or the client's baseURL",
    keySetting: "OPENAI_API_KEY or the client's apiKey",
    hasKey: apiKey !== undefined && apiKey !== KEYLESS,
    secrets: key === undefined ? [] : [key],
  };
};
