import { catchError, concat, concatMap, defer, EMPTY, map, type Observable, of, throwError } from 'rxjs';
import type { ContextVariables } from '../../agent/context.ts';
import { asError, mustBe, SwarmError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { RunEvent } from '../../agent/response.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import { withFinishedTurns } from '../../loop/finished-turns.ts';
import { AG_UI_RULES } from '../../server/http/check-options.ts';
import { eventFrame, eventResponse } from '../../server/http/event-response.ts';
import { httpHandler } from '../../server/http/handler.ts';
import { ignoreRejection } from '../../server/http/hooks.ts';
import type { Caller, Handler, ServeOptions } from '../../server/http/options.ts';
import { publicError, type PublicError } from '../../server/http/public-error.ts';
import { readJson } from '../../server/http/read-json.ts';
import { exposedVariables, publicEvent } from '../../server/public-event.ts';
import { sealedResponse } from '../../server/run-frames.ts';
import { serverContext, type ServerContext } from '../../server/server-context.ts';
import { resumeConversation, runOptions } from '../../server/state/resume-conversation.ts';
import { type Continued, sealState } from '../../server/state/seal-state.ts';
import type { Swarm } from '../../swarm.ts';
import { isRecord } from '../../util/is-record.ts';
import { isPromiseLike } from '../../util/promise.ts';
import { randomId } from '../../util/random-id.ts';
import { event } from '../protocol.ts';
import { toAgUi } from '../to-ag-ui.ts';
import type { AgUiRun } from '../translate.ts';
import { readInput, type ReceivedInput, STATE_KEY } from './read-input.ts';

/** The options of `serveAgUi`. */
export interface ServeAgUiOptions<C extends object = ContextVariables> extends Omit<ServeOptions<C>, 'linger'> {
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
  const server = serverContext('serveAgUi', { ...rest, ...(options.fromState && { fromState }) }, AG_UI_RULES);
  return httpHandler(rest, ['POST'], errorBody, async (request, caller) => {
    const release = server.admit(caller.key);
    try {
      const input = readInput(await readJson(request, server.limits.bodyBytes), server.limits.messages, rest.parts);
      // Called before decisions are consumed, because it may throw.
      const picked: unknown = fromState(input.claimed, caller);
      ignoreRejection(picked);
      mustBe(isRecord(picked) && !isPromiseLike(picked), 'The result of `fromState` is', picked, 'return an object');
      const resumed = await resumeConversation(input, { caller, request }, server);
      request.signal.throwIfAborted();
      const start = { ...resumed, contextVariables: { ...resumed.contextVariables, ...(picked as ContextVariables) } };
      const continued = { start, caller };
      const frames$ = publicEvents(swarm, runOptions(start, input, caller, server), continued, server).pipe(
        toAgUi(agUiRun(input, continued, server)),
        map((each) => eventFrame(each)),
      );
      return eventResponse(frames$, { request, server: rest, errorFrame, release });
    } catch (error) {
      release();
      throw error;
    }
  });
};

const agUiRun = (
  { threadId, runId, all, tools, state }: ReceivedInput,
  { start: { active, contextVariables }, caller }: Continued,
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

/** Runs, and emits the events as the client may read them. The sealed states come as changes of a context variable. */
const publicEvents = (
  swarm: Pick<Swarm, 'run'>,
  options: RunOptions,
  continued: Continued,
  server: ServerContext,
): Observable<RunEvent<RemoteAgent>> =>
  withFinishedTurns((all) => swarm.run(all), options).pipe(
    concatMap((each): Observable<RunEvent<RemoteAgent>> => {
      if ('finished' in each) return defer(() => sealState(each.finished, continued, server)).pipe(map(stateEvent));
      if ('response' in each) {
        return defer(() => sealedResponse(each.response, continued, server)).pipe(
          concatMap((response) => [stateEvent(response.state), { response }]),
        );
      }
      const visible = publicEvent(each, server.visibility);
      return visible === undefined ? EMPTY : of(visible);
    }),
    catchError((reason: unknown) => {
      const whole = reason instanceof SwarmError ? reason.response : undefined;
      const state$ = defer(() => (whole?.messages.length ? sealState(whole, continued, server) : EMPTY)).pipe(
        map(stateEvent),
        catchError(() => EMPTY),
      );
      return concat(
        state$,
        throwError(() => asError(reason)),
      );
    }),
  );

const stateEvent = (state: string | undefined): RunEvent<RemoteAgent> => ({ contextVariables: { [STATE_KEY]: state } });

const describe = ({ type, message, id }: PublicError) => ({
  message: id === undefined ? message : `${message} (${id})`,
  code: type,
});

const errorBody = (error: PublicError) => ({ error });

const errorFrame = (error: PublicError): string => eventFrame(event('RUN_ERROR', describe(error)));
