import { map } from 'rxjs';
import type { ContextVariables } from '../agent/context.ts';
import type { Swarm } from '../swarm.ts';
import { SERVE_RULES } from './http/check-options.ts';
import { eventFrame, eventResponse } from './http/event-response.ts';
import { httpHandler } from './http/handler.ts';
import { type Caller, type Handler, lingerDefaults, type ServeOptions } from './http/options.ts';
import type { PublicError } from './http/public-error.ts';
import { readJson } from './http/read-json.ts';
import type { Reading } from './linger/lingering-runs.ts';
import { isStopOnly, readRequest, type ReceivedRequest } from './read-request.ts';
import { runFrames } from './run-frames.ts';
import { serverContext, type ServerContext } from './server-context.ts';
import { resumeConversation, runOptions } from './state/resume-conversation.ts';

/**
 * Serves runs over HTTP. The handler takes a POST with new messages and a state, and streams the run's events, the response
 * with the next state. The server keeps nothing between requests, except with `linger`: then a run goes on without its client
 * for a while. Else a request that is aborted ends its run.
 *
 * @throws SwarmError `usage` at once for agents, secrets or context variables that cannot serve.
 *
 * @example
 * const handler = serve(swarm, { agents: [shop], start: shop, secret: process.env['STATE_SECRET'] });
 * createServer(nodeListener(handler)).listen(3000);
 */
export const serve = <C extends object = ContextVariables>(
  swarm: Pick<Swarm, 'run'>,
  options: ServeOptions<C>,
): Handler => {
  // Context variables are plain records here, as inside the loop; `C` describes them to the caller.
  const server = serverContext('serve', options as unknown as ServeOptions, SERVE_RULES);
  const answer = async (request: Request, caller: Caller): Promise<Response> => {
    const body = await readBody(request, caller, server);
    const lastEventId = request.headers.get('last-event-id') ?? '';
    if (lastEventId !== '') return read(server.lingering.resume(lastEventId, caller.key), request, server);
    const received = readRequest(body, server.options.parts);
    if (received.stop !== undefined) server.lingering.stop(received.stop, caller.key);
    return isStopOnly(received)
      ? new Response(null, { status: 204 })
      : read(await begin(swarm, received, { caller, request }, server), request, server);
  };
  return httpHandler(server.options, ['POST'], (error) => ({ error }), answer);
};

/** Reads a body in a place of its own, so that a caller at its limit of runs can stop one. */
const readBody = async (request: Request, { key }: Caller, { admitBody, limits }: ServerContext): Promise<unknown> => {
  const release = admitBody(key);
  try {
    return await readJson(request, limits.bodyBytes);
  } finally {
    release();
  }
};

const begin = async (
  swarm: Pick<Swarm, 'run'>,
  received: ReceivedRequest,
  { caller, request }: { readonly caller: Caller; readonly request: Request },
  server: ServerContext,
): Promise<Reading> => {
  const release = server.admit(caller.key);
  try {
    const start = await resumeConversation(received, { caller, request }, server);
    request.signal.throwIfAborted();
    const frames$ = runFrames(swarm, runOptions(start, received, caller, server), { start, caller }, server);
    if (server.options.linger === undefined) {
      return { texts$: frames$.pipe(map(({ data, event }) => eventFrame(data, event))), release };
    }
    return server.lingering.begin({ key: caller.key, states: start.states, frames$, release });
  } catch (error) {
    release();
    throw error;
  }
};

const read = ({ texts$, ...reading }: Reading, request: Request, { options }: ServerContext): Response => {
  const replayBytes = options.linger === undefined ? 0 : lingerDefaults(options.linger).bufferBytes;
  return eventResponse(texts$, { request, server: options, errorFrame, replayBytes, ...reading });
};

const errorFrame = (error: PublicError): string => eventFrame({ error }, 'error');
