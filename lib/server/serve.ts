import { finalize } from 'rxjs';
import type { ContextVariables } from '../agent/context.ts';
import type { Swarm } from '../swarm.ts';
import { framesOf } from './frames-of.ts';
import { door } from './http/handler.ts';
import { eventFrame, eventResponse } from './http/event-response.ts';
import type { Handler, ServeOptions } from './http/options.ts';
import { readJson } from './http/read-json.ts';
import { readRequest } from './read-request.ts';
import { served } from './server-context.ts';
import { begin, runOptions } from './state/begin.ts';

/**
 * Serves runs: a web-standard handler that takes new messages with a state, and streams the run's events, the response
 * with the next state. Keeps nothing between requests. The request's signal, or its connection's end, ends the run.
 *
 * @throws SwarmError `usage` at once for agents, secrets or context variables that cannot serve.
 */
export const serve = <C extends object = ContextVariables>(
  swarm: Pick<Swarm, 'run'>,
  options: ServeOptions<C>,
): Handler => {
  // As inside the loop, context variables are plain records here: `C` is the caller's word for what is in them.
  const server = served(options as unknown as ServeOptions);
  return door(
    server.options,
    ['POST'],
    (error) => ({ error }),
    async (request, caller) => {
      const received = readRequest(await readJson(request, server.limits.bodyBytes));
      const release = server.admit(caller.key);
      try {
        const point = await begin(received, caller, server);
        request.signal.throwIfAborted();
        const run$ = swarm.run(runOptions(point, received, caller, server));
        const frames$ = framesOf(run$, point, caller, server).pipe(finalize(release));
        return eventResponse(frames$, request, server.options, (error) => eventFrame({ error }, 'error'));
      } catch (error) {
        release();
        throw error;
      }
    },
  );
};
