import { asyncScheduler, catchError, mergeMap, type Observable, throwError } from 'rxjs';
import { SwarmError } from '../../agent/errors.ts';
import type { ChatCompletionChunk, ChatCompletionRequest } from '../../messages/types.ts';
import type { EndpointInfo } from '../errors/endpoint-info.ts';
import { errorText } from '../errors/error-body.ts';
import { explain } from '../errors/explain.ts';
import { httpError } from '../errors/http-error.ts';
import type { AnswerReader } from '../stream/answer-reader.ts';
import { readBody, type ReadOptions } from '../stream/read-body.ts';
import { listenerOf } from './exchange-listener.ts';
import type { HttpResponse } from './http-response.ts';

/** Sends a request when subscribed and emits what `read` makes of its response. */
export type SendAndRead<R extends HttpResponse> = (
  read: (response: R) => Observable<ChatCompletionChunk>,
) => Observable<ChatCompletionChunk>;

/** How an exchange is read. */
export interface ExchangeOptions {
  /** Reads the answer. */
  readonly reader: AnswerReader;
  /** The bytes of an answer at most, after decompression. */
  readonly maxBytes: number;
  /** Translates the errors of a client before they are explained. Default: none is translated. */
  readonly toError?: (error: unknown, info: EndpointInfo) => unknown;
}

/**
 * Emits the chunks of one exchange, and tells the listener of the request what chunks do not show. Errors only with
 * `SwarmError`s that name the endpoint: `http` for a status that is not 2xx, whatever its body is.
 */
export const chunksOf = <R extends HttpResponse>(
  send: SendAndRead<R>,
  request: ChatCompletionRequest,
  info: EndpointInfo,
  { reader, maxBytes, toError = (error) => error }: ExchangeOptions,
): Observable<ChatCompletionChunk> => {
  const listener = listenerOf(request);
  let seen: HttpResponse | undefined;
  return send((response) => {
    seen = response;
    listener?.headers?.(response.headers);
    return read(response, info, reader, { maxBytes, onRead: listener?.read });
  }).pipe(catchError((error: unknown) => throwError(() => explain(toError(error, info), info, seen?.headers))));
};

const read = (
  response: HttpResponse,
  info: EndpointInfo,
  reader: AnswerReader,
  options: ReadOptions,
): Observable<ChatCompletionChunk> => {
  if (!response.ok) return failure(response, info, options);
  if (response.body !== null) return readBody(response.body, reader, options);
  return throwError(() => new SwarmError('incomplete', 'The response has no body.'));
};

const failure = (
  { body, status, statusText, headers }: HttpResponse,
  info: EndpointInfo,
  { scheduler = asyncScheduler }: ReadOptions,
): Observable<never> =>
  errorText(body, scheduler).pipe(
    mergeMap((text) => throwError(() => httpError({ status, headers, body: text, statusText }, info))),
  );
