import { catchError, concat, concatMap, defer, EMPTY, filter, from, mergeMap, type Observable, throwError } from 'rxjs';
import type { Decision } from '../agent/decision.ts';
import { amended, SwarmError } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response } from '../agent/response.ts';
import { joinedResponse } from './joined-response.ts';
import { executePageCall, type WaitingTool } from './page-call.ts';
import type { Answering, AnsweringEvent, PageFunctions, PageResults } from './with-page-functions.ts';

/** The requests before the one under way. */
interface Past {
  /** Their responses, joined. */
  readonly response: Response<RemoteAgent> | undefined;
  /** Ids of the calls that the page executed last. */
  readonly executed: readonly string[];
  readonly rounds: number;
}

/** The most times that a run goes on with results of the page: as many turns as a run has by default. */
const MAX_ROUNDS = 50;

/**
 * Returns a `run` that executes the calls that wait for the client, and goes on with their results until none waits. The events
 * of all its requests are those of a single run, with a single response. Calls that wait for the user keep waiting.
 */
export const pageRounds = <S, Q>(
  { run, stateAfter }: Answering<S, Q>,
  functions: PageFunctions,
): ((request: Q) => Observable<AnsweringEvent<S>>) => {
  type Events = Observable<AnsweringEvent<S>>;

  const round = (request: Q | PageResults<S>, past: Past): Events =>
    defer(() => {
      const { isPassed, waiting } = sorted<S>(past.executed);
      let next$: Events = EMPTY;
      const end = (last: Response<RemoteAgent>): readonly AnsweringEvent<S>[] => {
        const response = joinedResponse(past.response, last);
        const calls = waiting().filter(({ reason }) => reason === 'client');
        const state = calls.length > 0 && past.rounds < MAX_ROUNDS ? stateAfter(request, last) : undefined;
        if (state === undefined) return [...waiting().map((tool) => ({ tool })), { response }];
        next$ = execute(calls, state, { ...past, response });
        return [{ state }];
      };
      const events$ = run(request).pipe(
        catchError((error: unknown) => throwError(() => joinedError(past.response, error))),
        filter(isPassed),
        mergeMap((event) => ('response' in event ? end(event.response) : [event])),
      );
      return concat(
        events$,
        defer(() => next$),
      );
    });

  const execute = (calls: readonly WaitingTool[], state: S, { response, rounds }: Past): Events => {
    const decisions = new Map<string, Decision>();
    const executed$ = from(calls).pipe(
      concatMap((call) => executePageCall(call, functions)),
      mergeMap((step) => ('tool' in step ? [step] : (decisions.set(step.id, step.decision), []))),
    );
    const goOn = (): Events =>
      round(
        { messages: [], state, decisions: Object.fromEntries(decisions) },
        { response, executed: [...decisions.keys()], rounds: rounds + 1 },
      );
    return concat(executed$, defer(goOn));
  };

  return (request) => round(request, { response: undefined, executed: [], rounds: 0 });
};

/**
 * Sorts out events of a request that are not passed on as they come: calls that wait, which are told with the response because
 * the next request of the run tells of them again, and starts of calls that the page has told of.
 */
const sorted = <S>(executed: readonly string[]) => {
  const calls = new Map<string, WaitingTool>();
  const started = new Set(executed);
  return {
    waiting: (): readonly WaitingTool[] => [...calls.values()],
    isPassed: (event: AnsweringEvent<S>): boolean => {
      if (!('tool' in event)) return true;
      const { tool } = event;
      if (tool.status === 'waiting') calls.set(tool.id, tool);
      // Once, because some servers number the calls of each message from 0.
      return tool.status !== 'waiting' && !(tool.status === 'start' && started.delete(tool.id));
    },
  };
};

/** Returns a failure with the messages of the requests before the one that failed. */
const joinedError = (before: Response<RemoteAgent> | undefined, error: unknown): Error => {
  if (!before || !(error instanceof SwarmError) || !error.response) return error as Error;
  const response = joinedResponse<RemoteAgent>(before, error.response);
  // Its agent is `{ name }` over a wire.
  return amended(error, { response: response as unknown as Response });
};
