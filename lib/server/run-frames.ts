import { catchError, concatMap, defer, EMPTY, from, map, type Observable, of } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response as RunResponse, RunEvent } from '../agent/response.ts';
import type { RunOptions } from '../agent/run-options.ts';
import { type FinishedTurn, withFinishedTurns } from '../loop/finished-turns.ts';
import type { Swarm } from '../swarm.ts';
import { randomId } from '../util/random-id.ts';
import type { Frame } from './http/event-response.ts';
import { publicError } from './http/public-error.ts';
import { publicEvent, publicResponse } from './public-event.ts';
import type { ServerContext } from './server-context.ts';
import { type Continued, sealState } from './state/seal-state.ts';

/**
 * Runs, and makes frames of the events for the client: a state after each turn whose calls are answered, the response with the
 * last state. A failure is an `error` frame, so the frames themselves do not error.
 */
export const runFrames = (
  swarm: Pick<Swarm, 'run'>,
  options: RunOptions,
  continued: Continued,
  server: ServerContext,
): Observable<Frame> =>
  withFinishedTurns((all) => swarm.run(all), options).pipe(
    concatMap((event) => frameOf(event, continued, server)),
    catchError((reason: unknown) => from(failureFrame(reason, continued, server))),
  );

const frameOf = (event: RunEvent | FinishedTurn, continued: Continued, server: ServerContext): Observable<Frame> => {
  if ('finished' in event) {
    return defer(() => sealState(event.finished, continued, server)).pipe(map((state) => ({ data: { state } })));
  }
  if ('response' in event) {
    return defer(() => sealedResponse(event.response, continued, server)).pipe(
      map((response) => ({ data: { response } })),
    );
  }
  const visible = publicEvent(event, server.visibility);
  return visible === undefined ? EMPTY : of({ data: visible });
};

/** Returns a response as its client gets it, with the state of the conversation after it. */
export const sealedResponse = async (
  response: RunResponse,
  continued: Continued,
  server: ServerContext,
): Promise<RunResponse<RemoteAgent>> => {
  const state = await sealState(response, continued, server);
  return { ...publicResponse(response, server.visibility), state };
};

/** Tells a failure, with the turns that were whole by then, so that the client can go on from there. */
const failureFrame = async (reason: unknown, continued: Continued, server: ServerContext): Promise<Frame> => {
  const error = publicError(reason, randomId(), server.options);
  const whole = reason instanceof SwarmError ? reason.response : undefined;
  const response =
    whole && whole.messages.length > 0
      ? await sealedResponse(whole, continued, server).catch(() => undefined)
      : undefined;
  return { event: 'error', data: { error, ...(response && { response }) } };
};
