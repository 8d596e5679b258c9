import { randomId } from '../../util/random-id.ts';
import type { Caller, Handler, ServerOptions } from './options.ts';
import { publicError, type PublicError } from './public-error.ts';
import { Refusal } from './refusal.ts';

/** What a door says of a request it does not let in, or of one that failed. */
export type ErrorBody = (error: PublicError) => object;

/**
 * What every handler does before and after its own work: CORS, `authorize`, and failures told with a status and in words
 * that may be public.
 */
export const door = (
  options: ServerOptions,
  methods: readonly string[],
  errorBody: ErrorBody,
  answer: (request: Request, caller: Caller) => Promise<Response>,
): Handler => {
  const refuse = (reason: unknown, { signal }: Request): Response => {
    // Nobody is there to be told, and nothing failed: a client may leave at any time.
    if (signal.aborted) return new Response(null, { status: 499 });
    if (reason instanceof Refusal) {
      const { status, type, message, headers } = reason;
      return Response.json(errorBody({ type, message }), {
        status,
        headers: { 'cache-control': 'no-store', ...headers },
      });
    }
    const error = publicError(reason, randomId(), options);
    return Response.json(errorBody({ ...error, type: 'internal' }), { status: 500 });
  };
  const enter = async (request: Request): Promise<Response> => {
    if (request.method === 'OPTIONS')
      return new Response(null, { status: 204, headers: { allow: methods.join(', ') } });
    if (!methods.includes(request.method)) {
      throw new Refusal(405, 'request', `Use ${methods.join(' or ')}.`, { allow: methods.join(', ') });
    }
    const caller = await options.authorize?.(request);
    if (caller instanceof Response) return caller;
    if (caller === false) throw new Refusal(401, 'unauthorized', 'You are not known here.');
    return answer(request, caller ?? {});
  };
  return async (request) => {
    const response = await enter(request).catch((reason: unknown) => refuse(reason, request));
    const headers = corsHeaders(request, options.origins ?? [], methods);
    if (headers.length === 0) return response;
    const open = new Response(response.body, response);
    for (const [name, value] of headers) open.headers.append(name, value);
    return open;
  };
};

type Headers = readonly (readonly [string, string])[];

/** None for an origin that is not named: its pages then cannot even ask. */
const corsHeaders = (
  { method, headers }: Request,
  origins: readonly string[] | '*',
  methods: readonly string[],
): Headers => {
  const origin = headers.get('origin');
  if (origin === null || (origins !== '*' && !origins.includes(origin))) return [];
  const asked = headers.get('access-control-request-headers');
  return [
    ['access-control-allow-origin', origin],
    ['vary', 'origin'],
    ...(method === 'OPTIONS'
      ? ([
          ['access-control-allow-methods', methods.join(', ')],
          ...(asked === null ? [] : [['access-control-allow-headers', asked] as const]),
          ['access-control-max-age', '600'],
        ] as const)
      : []),
  ];
};
