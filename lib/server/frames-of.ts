import { catchError, concatMap, from, map, type Observable, of } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response as RunResponse, RunEvent } from '../agent/response.ts';
import { openCalls } from '../messages/history.ts';
import { waiting } from '../tools/approval.ts';
import { randomId } from '../util/random-id.ts';
import { eventFrame } from './http/event-response.ts';
import type { Caller } from './http/options.ts';
import { publicError } from './http/public-error.ts';
import { outgoing, outgoingResponse } from './outgoing.ts';
import { listed, type Served } from './server-context.ts';
import { assertCarriable, type Carried } from './state/carried.ts';
import type { StartingPoint } from './state/starting-point.ts';

/** A run's events as its client gets them, the response with the next state. A failure is an `error` event; never errors. */
export const framesOf = (
  run$: Observable<RunEvent>,
  point: StartingPoint,
  caller: Caller,
  server: Served,
): Observable<string> => {
  const respond = (response: RunResponse) => withState(response, point, caller, server);
  return run$.pipe(
    concatMap((event) => {
      if ('response' in event) return from(respond(event.response)).pipe(map((response) => eventFrame({ response })));
      const visible = outgoing(event, server.outlook);
      return visible === undefined ? of() : of(eventFrame(visible));
    }),
    catchError((reason: unknown) => from(failureFrame(reason, respond, server))),
  );
};

/** A response as the client gets it, with the state that goes on from it. */
export const withState = async (
  response: RunResponse,
  { messages, runId, seen = [] }: StartingPoint,
  { key = '', contextVariables: supplied = {} }: Caller,
  server: Served,
): Promise<RunResponse<RemoteAgent>> => {
  const all = [...messages, ...response.messages];
  const carried: Carried = {
    agent: response.agent.name,
    messages: all,
    // What `authorize` supplies it supplies again: it need not be anything that JSON can hold.
    contextVariables: Object.fromEntries(
      Object.entries(response.contextVariables).filter(([name]) => !Object.hasOwn(supplied, name)),
    ),
    runId,
    waiting: waiting(openCalls(all), listed(response.agent, server)).map(({ id }) => id),
    ...(seen.length > 0 && { seen }),
  };
  assertCarriable(carried.contextVariables);
  const state = await server.seal.seal(carried, randomId(), key);
  return { ...outgoingResponse(response, server.outlook), state };
};

/** With what was whole when the run failed, so that the client can go on from there. */
const failureFrame = async (
  reason: unknown,
  respond: (response: RunResponse) => Promise<RunResponse<RemoteAgent>>,
  { options }: Served,
): Promise<string> => {
  const error = publicError(reason, randomId(), options);
  const whole = reason instanceof SwarmError ? reason.response : undefined;
  const response = whole && whole.messages.length > 0 ? await respond(whole).catch(() => undefined) : undefined;
  return eventFrame({ error, ...(response && { response }) }, 'error');
};
