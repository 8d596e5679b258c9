import { mustBe } from '../../agent/errors.ts';
import { randomId } from '../../util/random-id.ts';
import { callHook } from './hooks.ts';
import { isRecord } from '../../util/is-record.ts';
import { type Caller, type Handler, type ServerOptions, withDefaults } from './options.ts';
import { publicError, type PublicError } from './public-error.ts';
import { Refusal } from './refusal.ts';

/** Builds the JSON body of a refused or failed request. */
export type ErrorBody = (error: PublicError, status: number) => object;

/**
 * Builds a handler around `answer`: methods, CORS and `authorize` before it, errors as statuses after it. The handler never
 * rejects.
 */
export const httpHandler = (
  options: ServerOptions,
  methods: readonly string[],
  errorBody: ErrorBody,
  answer: (request: Request, caller: Caller) => Promise<Response>,
): Handler => {
  const errorResponse = (reason: unknown, { signal }: Request): Response => {
    // A client that left reads no answer, and nothing failed.
    if (signal.aborted) return new Response(null, { status: 499 });
    if (reason instanceof Refusal) return refusalResponse(reason, errorBody);
    const error = publicError(reason, randomId(), options, 'function');
    return Response.json(errorBody({ ...error, type: 'internal' }, 500), { status: 500 });
  };
  const enter = async (request: Request): Promise<Response> => {
    if (request.method === 'OPTIONS') return preflight(methods);
    if (!methods.includes(request.method)) throw methodNotAllowed(methods);
    const caller = await authorized(request, options);
    return caller instanceof Response ? caller : answer(request, caller);
  };
  return async (request) => {
    const response = await enter(request).catch((reason: unknown) => errorResponse(reason, request));
    return withHeaders(response, corsHeaders(request, options.origins ?? [], methods));
  };
};

/** Lets in only what `authorize` returns as a record: a forgotten `return` must let nobody in. */
const authorized = async (
  request: Request,
  { authorize, limits, scheduler }: ServerOptions,
): Promise<Caller | Response> => {
  if (authorize === undefined) return {};
  const { hookTimeout: timeout } = withDefaults(limits);
  const caller: unknown = await callHook(() => authorize(request), { name: 'authorize', request, timeout, scheduler });
  if (caller instanceof Response) return caller;
  if (!isRecord(caller)) throw unauthorized();
  const { key } = caller;
  mustBe(key === undefined || typeof key === 'string', 'The key of `authorize` is', key, 'it must be a string');
  return caller;
};

const refusalResponse = ({ status, type, message, headers }: Refusal, errorBody: ErrorBody): Response =>
  Response.json(errorBody({ type, message }, status), { status, headers: { 'cache-control': 'no-store', ...headers } });

const preflight = (methods: readonly string[]): Response =>
  new Response(null, { status: 204, headers: { allow: methods.join(', ') } });

const methodNotAllowed = (methods: readonly string[]): Refusal =>
  new Refusal(405, 'request', `Method Not Allowed: use ${methods.join(' or ')}.`, { allow: methods.join(', ') });

const unauthorized = (): Refusal => new Refusal(401, 'unauthorized', 'Unauthorized: `authorize` rejected the request.');

type Headers = readonly (readonly [string, string])[];

const withHeaders = (response: Response, headers: Headers): Response => {
  if (headers.length === 0) return response;
  const extended = new Response(response.body, response);
  for (const [name, value] of headers) extended.headers.append(name, value);
  return extended;
};

/**
 * Returns the headers that let pages of the request's origin read the answer, if the origin is listed. `vary` is sent to all, so
 * that a cache does not give one origin's answer to another.
 */
const corsHeaders = (
  { method, headers }: Request,
  origins: readonly string[] | '*',
  methods: readonly string[],
): Headers => {
  const origin = headers.get('origin');
  const vary = origins.length > 0 ? [['vary', 'origin'] as const] : [];
  if (origin === null || (origins !== '*' && !origins.includes(origin))) return vary;
  const requested = headers.get('access-control-request-headers');
  return [
    ['access-control-allow-origin', origin],
    ...vary,
    ...(method === 'OPTIONS'
      ? ([
          ['access-control-allow-methods', methods.join(', ')],
          ...(requested === null ? [] : [['access-control-allow-headers', requested] as const]),
          ['access-control-max-age', '600'],
        ] as const)
      : []),
  ];
};
