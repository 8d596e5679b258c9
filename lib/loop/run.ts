import { catchError, defer, mergeMap, type Observable } from 'rxjs';
import { withResponse } from '../agent/errors.ts';
import { prepareAgent } from '../agent/prepare.ts';
import type { RunEvent } from '../agent/response.ts';
import { type SettledOptions, withDefaults } from '../agent/run-options.ts';
import { hasNew, openCalls } from '../messages/history.ts';
import type { ChatModel } from '../messages/types.ts';
import { act, change, hear } from './act.ts';
import type { Log } from './debug-log.ts';
import { expandWhere } from './expand-where.ts';
import type { TakeChanges } from './live.ts';
import {
  afterCheckpoint,
  begin,
  isState,
  respond,
  type RunScope,
  type RunState,
  type Step,
  toResponse,
} from './run-state.ts';
import { askModel } from './turn.ts';

/** Functions that the swarm brings to a run. */
export interface Surroundings {
  /** Writes down the steps. Default: nothing is written. */
  readonly log?: Log | undefined;
  /** Prepares an agent for its first turn. Default: it is not checked. */
  readonly prepare?: RunScope['prepare'];
  /** Refuses decisions that do not fit their calls. Default: none is refused. */
  readonly checkDecision?: RunScope['checkDecision'];
  /** Returns what live inputs have emitted since the last call. Default: nothing. */
  readonly takeChanges?: TakeChanges;
  /** Returns what the user has said since the last call. Default: nothing. */
  readonly takeSaid?: RunScope['takeSaid'];
}

/**
 * A run: turns until one calls no function or a bound is met. Cold: nothing is sent before subscription, each subscription
 * is a new run, and unsubscribing ends everything that the run started.
 *
 * Errors with a SwarmError that carries the response so far.
 */
export const run = (
  model: ChatModel,
  options: SettledOptions,
  { log, prepare = prepareAgent, takeChanges = () => [], takeSaid = () => [], checkDecision }: Surroundings = {},
): Observable<RunEvent> =>
  defer(() =>
    loop(...begin({ model, options: withDefaults(options), log, prepare, takeChanges, takeSaid, checkDecision })),
  );

/** Goes from state to state, and passes on the events between them. */
const loop = (scope: RunScope, start: RunState): Observable<RunEvent> => {
  // The state reached last is kept here, so that one `catchError` serves all steps.
  let state = start;
  const step = (reached: RunState): Step => {
    state = reached;
    return afterCheckpoint(reached, scope, () => next(reached, scope));
  };
  return defer(() => next(start, scope)).pipe(
    expandWhere<RunEvent, RunState>(isState, step),
    catchError((error: unknown) => {
      throw withResponse(error, toResponse(state, scope));
    }),
  );
};

/** Goes on with the functions that the agent has now. */
const withFunctions = (state: RunState, { inTime }: RunScope, step: (state: RunState) => Step): Step => {
  const { lookUp } = state.active;
  return lookUp
    ? lookUp(state.contextVariables).pipe(
        inTime,
        mergeMap((active) => step({ ...state, active })),
      )
    : step(state);
};

/** Chooses the next step: the failure, live changes, the model, the open calls, or the response. */
const next = (state: RunState, scope: RunScope): Step => {
  const { history, options } = scope;
  if (state.failure) throw state.failure;
  const calls = openCalls(history.messages);
  const isAsking = calls.length === 0 && !state.answered && state.turns < options.maxTurns;
  // Live changes never come between a completion and its calls, because another agent would not know those.
  const isResuming = !hasNew(history);
  const isSafePoint = isAsking || isResuming;
  const changes = isSafePoint ? scope.takeChanges() : [];
  if (changes.length > 0) return change(state, changes, scope);
  const said = calls.length === 0 && state.turns < options.maxTurns ? scope.takeSaid() : [];
  if (said.length > 0) return hear(state, said, scope);
  if (isAsking) return withFunctions(state, scope, (ready) => askModel(ready, scope));
  if (calls.length > 0 && options.executeTools)
    return isResuming ? withFunctions(state, scope, (ready) => act(ready, calls, scope)) : act(state, calls, scope);
  if (calls.length > 0) return respond(state, scope);
  return respond(state.answered ? state : { ...state, finishReason: 'max_turns' }, scope);
};
