import { randomId } from '../../util/random-id.ts';
import type { Caller, Handler, ServerOptions } from './options.ts';
import { publicError, type PublicError } from './public-error.ts';
import { Refusal } from './refusal.ts';

/** Builds the JSON body of a refused or failed request. */
export type ErrorBody = (error: PublicError) => object;

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
    const error = publicError(reason, randomId(), options);
    return Response.json(errorBody({ ...error, type: 'internal' }), { status: 500 });
  };
  const enter = async (request: Request): Promise<Response> => {
    if (request.method === 'OPTIONS') return preflight(methods);
    if (!methods.includes(request.method)) throw methodNotAllowed(methods);
    const caller = await options.authorize?.(request);
    if (caller instanceof Response) return caller;
    if (caller === false) throw unauthorized();
    return answer(request, caller ?? {});
  };
  return async (request) => {
    const response = await enter(request).catch((reason: unknown) => errorResponse(reason, request));
    return withHeaders(response, corsHeaders(request, options.origins ?? [], methods));
  };
};

const refusalResponse = ({ status, type, message, headers }: Refusal, errorBody: ErrorBody): Response =>
  Response.json(errorBody({ type, message }), { status, headers: { 'cache-control': 'no-store', ...headers } });

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

/** Returns no headers for an origin that is not listed, so that browsers keep the answer from its pages. */
const corsHeaders = (
  { method, headers }: Request,
  origins: readonly string[] | '*',
  methods: readonly string[],
): Headers => {
  const origin = headers.get('origin');
  if (origin === null || (origins !== '*' && !origins.includes(origin))) return [];
  const requested = headers.get('access-control-request-headers');
  return [
    ['access-control-allow-origin', origin],
    ['vary', 'origin'],
    ...(method === 'OPTIONS'
      ? ([
          ['access-control-allow-methods', methods.join(', ')],
          ...(requested === null ? [] : [['access-control-allow-headers', requested] as const]),
          ['access-control-max-age', '600'],
        ] as const)
      : []),
  ];
};
