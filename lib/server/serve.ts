import { finalize } from 'rxjs';
import { randomId } from '../random-id.ts';
import type { Swarm } from '../swarm.ts';
import type { RunOptions } from '../run-options.ts';
import type { ContextVariables } from '../types.ts';
import type { Carried } from './carried.ts';
import { door } from './door.ts';
import { eventFrame } from './event-frame.ts';
import { eventResponse } from './event-response.ts';
import { framesOf } from './frames-of.ts';
import type { Caller, Handler, ServeOptions } from './options.ts';
import { readJson } from './read-json.ts';
import { readRequest, type ReceivedRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';
import type { Sealed } from './seal.ts';
import { served, type Served } from './served.ts';
import { startingPoint, type StartingPoint } from './starting-point.ts';

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

/** Where the run begins. Decisions are consumed last, when nothing else can refuse the request. */
const begin = async (received: ReceivedRequest, caller: Caller, server: Served): Promise<StartingPoint> => {
  const { id, content } = await carriedBy(received, caller, server);
  const point = startingPoint(content, received, server);
  const isFirst = received.approvals.size === 0 || ((await server.options.consume?.(id)) ?? true);
  if (!isFirst) throw new Refusal(409, 'approval', 'This was decided already.');
  return point;
};

const carriedBy = async (
  { state }: ReceivedRequest,
  { key = '' }: Caller,
  server: Served,
): Promise<Sealed<Carried>> => {
  if (state !== undefined) return server.seal.open(state, key);
  const { start, contextVariables = {} } = server.options;
  const content = { agent: start.name, messages: [], contextVariables, runId: randomId(), waiting: [] };
  return { id: randomId(), content };
};

const runOptions = (
  { active, messages, contextVariables, runId }: StartingPoint,
  { approvals }: ReceivedRequest,
  caller: Caller,
  { options: { run, scheduler }, limits }: Served,
): RunOptions => ({
  ...run,
  agent: active.agent,
  messages,
  contextVariables: { ...contextVariables, ...caller.contextVariables },
  approvals: Object.fromEntries(approvals),
  runId,
  maxTurns: limits.turns,
  runTimeout: limits.time,
  ...(scheduler && { scheduler }),
});
