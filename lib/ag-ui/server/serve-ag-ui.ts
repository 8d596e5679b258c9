import type { AGUIEvent } from '@ag-ui/core';
import { catchError, concat, concatMap, finalize, from, map, type Observable, of, throwError } from 'rxjs';
import type { ContextVariables } from '../../agent/context.ts';
import { asError, SwarmError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { Response as RunResponse, RunEvent } from '../../agent/response.ts';
import { withState } from '../../server/frames-of.ts';
import { door } from '../../server/http/handler.ts';
import { eventFrame, eventResponse } from '../../server/http/event-response.ts';
import type { Caller, Handler, ServeOptions } from '../../server/http/options.ts';
import { publicError, type PublicError } from '../../server/http/public-error.ts';
import { readJson } from '../../server/http/read-json.ts';
import { exposed, outgoing } from '../../server/outgoing.ts';
import { served, type Served } from '../../server/server-context.ts';
import { begin, runOptions } from '../../server/state/begin.ts';
import type { StartingPoint } from '../../server/state/starting-point.ts';
import type { Swarm } from '../../swarm.ts';
import { randomId } from '../../util/random-id.ts';
import { event } from '../protocol.ts';
import { toAgUi } from '../to-ag-ui.ts';
import { readInput, type ReceivedInput, STATE_KEY } from './read-input.ts';

export interface ServeAgUiOptions<C extends object = ContextVariables> extends ServeOptions<C> {
  /**
   * What of a client's state becomes context variables. The state is whatever the client says: check it. Default: none
   * of it.
   */
  readonly fromState?: (state: Readonly<Record<string, unknown>>, caller: Caller) => Partial<C>;
}

/**
 * Serves runs to AG-UI clients: a web-standard handler that takes a `RunAgentInput` and streams events. Keeps nothing
 * between requests: the conversation travels sealed in the client's state, as `state.rxswarm`. Of what the client sends,
 * new user messages and decisions on interrupts are taken. The request's end ends the run.
 *
 * @throws SwarmError `usage` at once for agents, secrets or context variables that cannot serve.
 */
export const serveAgUi = <C extends object = ContextVariables>(
  swarm: Pick<Swarm, 'run'>,
  options: ServeAgUiOptions<C>,
): Handler => {
  // As inside the loop, context variables are plain records here: `C` is the caller's word for what is in them.
  const { fromState = () => ({}), ...rest } = options as unknown as ServeAgUiOptions;
  const server = served(rest);
  return door(rest, ['POST'], errorBody, async (request, caller) => {
    const input = readInput(await readJson(request, server.limits.bodyBytes), server.limits.messages);
    const release = server.admit(caller.key);
    try {
      // Before `begin`, which uses decisions up: it may throw.
      const claimed = fromState(input.claimed, caller);
      const point = await begin(input, caller, server);
      const contextVariables = { ...point.contextVariables, ...claimed };
      const run$ = swarm.run(runOptions({ ...point, contextVariables }, input, caller, server));
      request.signal.throwIfAborted();
      const visible$ = outgoingEvents(run$, point, caller, server);
      const frames$ = visible$.pipe(
        toAgUi(clientsRun(input, { ...contextVariables, ...caller.contextVariables }, point, server)),
        map((each) => eventFrame(each)),
        finalize(release),
      );
      return eventResponse(frames$, request, rest, (error) => eventFrame(errorEvent(error)));
    } catch (error) {
      release();
      throw error;
    }
  });
};

const clientsRun = (
  { threadId, runId, all, tools, state }: ReceivedInput,
  contextVariables: ContextVariables,
  { active }: StartingPoint,
  { outlook, options }: Served,
) => ({
  ...{ threadId, runId, messages: all, tools, agent: active.agent.name, expose: [...outlook.expose, STATE_KEY] },
  snapshot: { ...exposed(contextVariables, outlook), ...(state !== undefined && { [STATE_KEY]: state }) },
  describe: (reason: unknown) => describe(publicError(reason, randomId(), options)),
});

/** A run's events as its client may read them; the state that goes on from it comes as a context variable. */
const outgoingEvents = (
  run$: Observable<RunEvent>,
  point: StartingPoint,
  caller: Caller,
  server: Served,
): Observable<RunEvent<RemoteAgent>> => {
  const ending = async (whole: RunResponse): Promise<readonly RunEvent<RemoteAgent>[]> => {
    const response = await withState(whole, point, caller, server);
    return [{ contextVariables: { [STATE_KEY]: response.state } }, { response }];
  };
  return run$.pipe(
    concatMap((each) => {
      if ('response' in each) return from(ending(each.response)).pipe(concatMap((events) => events));
      const visible = outgoing(each, server.outlook);
      return visible === undefined ? of() : of(visible);
    }),
    catchError((reason: unknown) => {
      const whole = reason instanceof SwarmError ? reason.response : undefined;
      const kept = whole && whole.messages.length > 0 ? ending(whole).then(([state]) => state) : undefined;
      return concat(
        from(kept?.catch(() => undefined) ?? []).pipe(concatMap((state) => (state ? [state] : []))),
        throwError(() => asError(reason)),
      );
    }),
  );
};

const describe = ({ type, message, id }: PublicError) => ({
  message: id === undefined ? message : `${message} (${id})`,
  code: type,
});

const errorBody = (error: PublicError) => ({ error });

const errorEvent = (error: PublicError): AGUIEvent => event('RUN_ERROR', describe(error));
