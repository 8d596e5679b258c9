import { SwarmError, usageError } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { apiError } from '../errors/api-error.ts';
import type { EndpointInfo } from '../errors/endpoint-info.ts';
import { httpError } from '../errors/http-error.ts';
import { isError, networkError, rootCause } from '../errors/network-error.ts';
import type { AiSdkModel, Json } from './language-model.ts';

/** The name of a model. */
export type Named = Pick<AiSdkModel, 'provider' | 'modelId'>;

/** Errors of the AI SDK that a change of the call mends. */
const OF_USAGE = /^AI_(?:Load|NoSuch|Unsupported|InvalidArgument|InvalidPrompt)/;

/**
 * Returns an error of the AI SDK as a `SwarmError`. It is told by its fields and its name, because `instanceof` knows one copy of
 * the package only. A call that failed (`APICallError`) carries the request, so it does not become the `cause`.
 */
export const aiSdkError = (error: unknown, model: Named): SwarmError => {
  if (error instanceof SwarmError) return error;
  // An error that a server told is a record: it has a message, and no name.
  if (!isError(error) || textOf(error.name) === '') return apiError({ error: error ?? null });
  if (isRecord(error) && ('statusCode' in error || error['name'] === 'AI_APICallError')) return ofCall(error, model);
  const { name } = error;
  if (OF_USAGE.test(name)) return usageError(`${nameOf(model)} refuses to ask: ${error.message}`);
  // @ai-sdk/openai-compatible 2 and 3: "Response stream ended without a finish reason" (read 2026-12-01).
  if (name === 'AI_InvalidResponseDataError' && error.message.includes('ended without')) {
    return new SwarmError('incomplete', error.message);
  }
  if (/^AI_|^SyntaxError$/.test(name)) return new SwarmError('protocol', `The answer cannot be read: ${error.message}`);
  if (rootCause(error).code !== undefined || name === 'TypeError') return networkError(error, infoOf({}, model));
  return new SwarmError('model', error.message, { cause: error });
};

/** A call that failed: by its status, in an answer of status 200, or before there was an answer. */
const ofCall = (error: Json & Error, model: Named): SwarmError => {
  const { statusCode: status, responseHeaders, responseBody, isRetryable } = error;
  const info = infoOf(error, model);
  if (typeof status !== 'number')
    return networkError(isError(error.cause) ? error.cause : new Error(error.message), info);
  if (status < 300) return new SwarmError('protocol', `The answer cannot be read: ${error.message}`, { status });
  const failure = httpError(
    { status, headers: headersOf(responseHeaders), body: textOf(responseBody), statusText: error.message },
    info,
  );
  return isRetryable === false && failure.retryable === undefined ? notAgain(failure) : failure;
};

const notAgain = ({ type, message, ...details }: SwarmError): SwarmError =>
  new SwarmError(type, message, { ...details, retryable: false });

/** Returns headers that providers give as a record; none where one of them cannot be a header. */
export const headersOf = (record: unknown): Headers => {
  try {
    return new Headers(record as Record<string, string>);
  } catch {
    return new Headers();
  }
};

const nameOf = ({ provider, modelId }: Named): string => `${provider}:${modelId}`;

const infoOf = ({ url }: Json, model: Named): EndpointInfo => {
  const place = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  return {
    url: place ? `${place.origin}${place.pathname}` : `the server of ${nameOf(model)}`,
    path: place?.pathname.slice(place.pathname.lastIndexOf('/')) ?? '/',
    host: '',
    urlSetting: 'the baseURL of the provider',
    keySetting: 'the apiKey of the provider',
    hasKey: true,
    secrets: [],
  };
};
