import type { AGUIEvent } from '@ag-ui/core';
import { catchError, concat, concatMap, finalize, from, map, type Observable, of, throwError } from 'rxjs';
import type { ContextVariables } from '../../agent/context.ts';
import { asError, SwarmError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { Response as RunResponse, RunEvent } from '../../agent/response.ts';
import { eventFrame, eventResponse } from '../../server/http/event-response.ts';
import { httpHandler } from '../../server/http/handler.ts';
import type { Caller, Handler, ServeOptions } from '../../server/http/options.ts';
import { publicError, type PublicError } from '../../server/http/public-error.ts';
import { readJson } from '../../server/http/read-json.ts';
import { exposedVariables, publicEvent } from '../../server/public-event.ts';
import { sealedResponse } from '../../server/run-frames.ts';
import { serverContext, type ServerContext } from '../../server/server-context.ts';
import { resumeConversation, runOptions, type RunStart } from '../../server/state/resume-conversation.ts';
import type { Swarm } from '../../swarm.ts';
import { randomId } from '../../util/random-id.ts';
import { event } from '../protocol.ts';
import { type AgUiRun, toAgUi } from '../to-ag-ui.ts';
import { readInput, type ReceivedInput, STATE_KEY } from './read-input.ts';

/** The options of `serveAgUi`. */
export interface ServeAgUiOptions<C extends object = ContextVariables> extends ServeOptions<C> {
  /**
   * Picks context variables from a client's state. The state is not verified, so check it. Called once for each run; an
   * error is a 500. Default: none are picked.
   */
  readonly fromState?: (state: Readonly<Record<string, unknown>>, caller: Caller) => Partial<C>;
}

/**
 * Serves runs to AG-UI clients. The handler takes a `RunAgentInput` and streams AG-UI events. The server keeps nothing
 * between requests: the conversation travels sealed in the client's state, as `state.rxswarm`. Only new user messages and
 * decisions on interrupts are taken from the client. A request that is aborted ends its run.
 *
 * @throws SwarmError `usage` at once for agents, secrets or context variables that cannot serve.
 *
 * @example
 * const handler = serveAgUi(swarm, { agents: [librarian], start: librarian, secret: process.env['STATE_SECRET'] });
 * createServer(nodeListener(handler)).listen(3000); // new HttpAgent({ url: 'http://localhost:3000' })
 */
export const serveAgUi = <C extends object = ContextVariables>(
  swarm: Pick<Swarm, 'run'>,
  options: ServeAgUiOptions<C>,
): Handler => {
  // Context variables are plain records here, as inside the loop; `C` describes them to the caller.
  const { fromState = () => ({}), ...rest } = options as unknown as ServeAgUiOptions;
  const server = serverContext(rest);
  return httpHandler(rest, ['POST'], errorBody, async (request, caller) => {
    const input = readInput(await readJson(request, server.limits.bodyBytes), server.limits.messages);
    const release = server.admit(caller.key);
    try {
      // Called before decisions are consumed, because it may throw.
      const picked = fromState(input.claimed, caller);
      const resumed = await resumeConversation(input, caller, server);
      const start = { ...resumed, contextVariables: { ...resumed.contextVariables, ...picked } };
      const run$ = swarm.run(runOptions(start, input, caller, server));
      request.signal.throwIfAborted();
      const frames$ = publicEvents(run$, start, caller, server).pipe(
        toAgUi(agUiRun(input, caller, start, server)),
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

const agUiRun = (
  { threadId, runId, all, tools, state }: ReceivedInput,
  caller: Caller,
  { active, contextVariables }: RunStart,
  { visibility, options }: ServerContext,
): AgUiRun => ({
  threadId,
  runId,
  messages: all,
  tools,
  agent: active.agent.name,
  expose: [...visibility.expose, STATE_KEY],
  snapshot: {
    ...exposedVariables({ ...contextVariables, ...caller.contextVariables }, visibility),
    ...(state !== undefined && { [STATE_KEY]: state }),
  },
  describe: (reason: unknown) => describe(publicError(reason, randomId(), options)),
});

/** Emits a run's events as its client may read them. The sealed state comes as a context variable. */
const publicEvents = (
  run$: Observable<RunEvent>,
  start: RunStart,
  caller: Caller,
  server: ServerContext,
): Observable<RunEvent<RemoteAgent>> => {
  const lastEvents = async (whole: RunResponse): Promise<readonly RunEvent<RemoteAgent>[]> => {
    const response = await sealedResponse(whole, start, caller, server);
    return [{ contextVariables: { [STATE_KEY]: response.state } }, { response }];
  };
  return run$.pipe(
    concatMap((each) => {
      if ('response' in each) return from(lastEvents(each.response)).pipe(concatMap((events) => events));
      const visible = publicEvent(each, server.visibility);
      return visible === undefined ? of() : of(visible);
    }),
    catchError((reason: unknown) => {
      const whole = reason instanceof SwarmError ? reason.response : undefined;
      const state = whole && whole.messages.length > 0 ? lastEvents(whole).then(([first]) => first) : undefined;
      return concat(
        from(state?.catch(() => undefined) ?? []).pipe(concatMap((each) => (each ? [each] : []))),
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
