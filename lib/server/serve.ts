import type { ContextVariables } from '../agent/context.ts';
import type { Swarm } from '../swarm.ts';
import { eventFrame, eventResponse } from './http/event-response.ts';
import { httpHandler } from './http/handler.ts';
import type { Handler, ServeOptions } from './http/options.ts';
import type { PublicError } from './http/public-error.ts';
import { readJson } from './http/read-json.ts';
import { readRequest } from './read-request.ts';
import { runFrames } from './run-frames.ts';
import { serverContext } from './server-context.ts';
import { resumeConversation, runOptions } from './state/resume-conversation.ts';

/**
 * Serves runs over HTTP. The handler takes a POST with new messages and a state, and streams the run's events, the response
 * with the next state. The server keeps nothing between requests. A request that is aborted ends its run.
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
  const server = serverContext('serve', options as unknown as ServeOptions);
  return httpHandler(
    server.options,
    ['POST'],
    (error) => ({ error }),
    async (request, caller) => {
      const release = server.admit(caller.key);
      try {
        const received = readRequest(await readJson(request, server.limits.bodyBytes), server.options.parts);
        const start = await resumeConversation(received, { caller, request }, server);
        request.signal.throwIfAborted();
        const frames$ = runFrames(swarm, runOptions(start, received, caller, server), { start, caller }, server);
        return eventResponse(frames$, { request, server: server.options, errorFrame, release });
      } catch (error) {
        release();
        throw error;
      }
    },
  );
};

const errorFrame = (error: PublicError): string => eventFrame({ error }, 'error');
