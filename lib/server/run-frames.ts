import { catchError, concatMap, from, map, type Observable, of } from 'rxjs';
import { SwarmError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response as RunResponse, RunEvent } from '../agent/response.ts';
import { openCalls } from '../messages/history.ts';
import { waiting } from '../tools/approval.ts';
import { prepareCalls } from '../tools/prepare-calls.ts';
import { randomId } from '../util/random-id.ts';
import { eventFrame } from './http/event-response.ts';
import type { Caller } from './http/options.ts';
import { publicError } from './http/public-error.ts';
import { publicEvent, publicResponse } from './public-event.ts';
import { listedAgent, type ServerContext } from './server-context.ts';
import { assertCarriable, type ConversationState } from './state/conversation-state.ts';
import type { RunStart } from './state/resume-conversation.ts';

/**
 * Writes a run's events as frames for its client, the response with the next state. A failure is an `error` frame, so the
 * frames themselves never error.
 */
export const runFrames = (
  run$: Observable<RunEvent>,
  start: RunStart,
  caller: Caller,
  server: ServerContext,
): Observable<string> => {
  const respond = (response: RunResponse) => sealedResponse(response, start, caller, server);
  return run$.pipe(
    concatMap((event) => {
      if ('response' in event) return from(respond(event.response)).pipe(map((response) => eventFrame({ response })));
      const visible = publicEvent(event, server.visibility);
      return visible === undefined ? of() : of(eventFrame(visible));
    }),
    catchError((reason: unknown) => from(failureFrame(reason, respond, server))),
  );
};

/** Returns a response as its client gets it, with the state of the conversation after it. */
export const sealedResponse = async (
  response: RunResponse,
  start: RunStart,
  caller: Caller,
  server: ServerContext,
): Promise<RunResponse<RemoteAgent>> => {
  const content = stateAfter(response, start, caller, server);
  const state = await server.seal.seal(content, randomId(), caller.key ?? '');
  return { ...publicResponse(response, server.visibility), state };
};

/** @throws SwarmError `usage` for an agent that is not listed, and for a context variable that JSON does not hold. */
const stateAfter = (
  { agent, messages, contextVariables }: RunResponse,
  { messages: before, runId, seen = [] }: RunStart,
  { contextVariables: supplied = {} }: Caller,
  server: ServerContext,
): ConversationState => {
  const all = [...before, ...messages];
  // `authorize` supplies its own again with the next request, so JSON need not hold them.
  const carried = Object.entries(contextVariables).filter(([name]) => !Object.hasOwn(supplied, name));
  const state: ConversationState = {
    agent: agent.name,
    messages: all,
    contextVariables: Object.fromEntries(carried),
    runId,
    waiting: waiting(prepareCalls(openCalls(all), listedAgent(agent, server))).map(({ call }) => call.id),
    ...(seen.length > 0 && { seen }),
  };
  assertCarriable(state.contextVariables);
  return state;
};

/** Tells a failure, with the turns that were whole by then, so that the client can go on from there. */
const failureFrame = async (
  reason: unknown,
  respond: (response: RunResponse) => Promise<RunResponse<RemoteAgent>>,
  { options }: ServerContext,
): Promise<string> => {
  const error = publicError(reason, randomId(), options);
  const whole = reason instanceof SwarmError ? reason.response : undefined;
  const response = whole && whole.messages.length > 0 ? await respond(whole).catch(() => undefined) : undefined;
  return eventFrame({ error, ...(response && { response }) }, 'error');
};
