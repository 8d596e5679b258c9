import { type Observable, tap } from 'rxjs';
import { type ContextVariables, mergeContext } from '../agent/context.ts';
import type { RunEvent } from '../agent/response.ts';
import { append, argumentsIn } from '../messages/history.ts';
import type { ToolCall } from '../messages/types.ts';
import { executable, waiting } from '../tools/approval.ts';
import { type EndedCall, executeCalls } from '../tools/execute-calls.ts';
import { type PreparedCall, prepareCalls } from '../tools/prepare-calls.ts';
import { toolEvent, type ToolScope } from '../tools/tool-scope.ts';
import type { LiveChange } from './live.ts';
import { respond, type RunScope, type RunState, type Step } from './run-state.ts';
import { validateChange } from './validate.ts';

/** Executes the calls of a turn, then hands off and updates the context variables as their functions said. */
export const act = (state: RunState, calls: readonly ToolCall[], scope: RunScope): Step => {
  const { options, history } = scope;
  // Decisions are about calls that the caller has seen: a later call with the same id is another call.
  const approvals = state.turns === 0 ? options.approvals : {};
  const prepared = prepareCalls(calls, state.active, approvals, argumentsIn(history));
  const ready = executable(prepared);
  return ready.length === 0
    ? pause(state, prepared, scope)
    : execute(state, ready, ready.length === calls.length, scope);
};

/** Ends the run with the calls that wait for approval. */
const pause = (state: RunState, calls: readonly PreparedCall[], scope: RunScope): Step => [
  ...waiting(calls).map(({ call }) => toolEvent(call, { status: 'waiting', arguments: call.function.arguments })),
  ...respond({ ...state, finishReason: 'tool_calls' }, scope),
];

const execute = (
  state: RunState,
  calls: readonly PreparedCall[],
  mayHandOff: boolean,
  scope: RunScope,
): Observable<RunEvent | RunState> => {
  const { active, contextVariables } = state;
  const { history, runId, inTime, options, log } = scope;
  const { messages } = history;
  const toolScope: ToolScope = { active, contextVariables, messages, runId, mayHandOff, inTime, options };
  const events$ = executeCalls<RunEvent | RunState>(
    calls,
    toolScope,
    (ended) => handOff(state, ended, mayHandOff, scope),
    (failure, ended) => [{ ...applyResults(state, ended, updateOf(ended), scope), failure }],
  );
  return log ? events$.pipe(tap((event) => 'tool' in event && log.calls(event))) : events$;
};

/** Applies the calls of a turn once all have ended: their results, then the last handoff among them. */
const handOff = (
  state: RunState,
  ended: readonly EndedCall[],
  mayHandOff: boolean,
  scope: RunScope,
): readonly (RunEvent | RunState)[] => {
  const to = mayHandOff ? ended.findLast(({ outcome }) => outcome.agent)?.outcome.agent : undefined;
  const active = to ? scope.enter(to) : state.active;
  const update = updateOf(ended);
  return transition(state, { ...applyResults(state, ended, update, scope), active }, update, scope);
};

/** Answers the calls and updates the context variables. */
const applyResults = (
  state: RunState,
  ended: readonly EndedCall[],
  update: ContextVariables,
  { history }: RunScope,
): RunState => {
  append(
    history,
    ended.map(({ message }) => message),
  );
  return { ...state, contextVariables: mergeContext(state.contextVariables, update) };
};

/** The context variables that the calls set, merged in call order. */
const updateOf = (ended: readonly EndedCall[]): ContextVariables =>
  mergeContext(...ended.map(({ outcome }) => outcome.contextVariables));

/** Applies what live inputs emitted since the turn before, as if a function had returned it. */
export const change = (state: RunState, changes: readonly LiveChange[], scope: RunScope): Step => {
  changes.forEach(validateChange);
  const to = changes.findLast(({ agent }) => agent)?.agent;
  const active = to ? scope.enter(to) : state.active;
  const update = mergeContext(...changes.map(({ contextVariables }) => contextVariables));
  const contextVariables = mergeContext(state.contextVariables, update);
  const modelOverride = changes.findLast((latest) => latest.modelOverride)?.modelOverride ?? state.modelOverride;
  return transition(state, { ...state, active, contextVariables, modelOverride }, update, scope);
};

/** Tells the consumer what changes from one state to the next, then gives the next. */
const transition = (
  from: RunState,
  to: RunState,
  update: ContextVariables,
  { log }: RunScope,
): readonly (RunEvent | RunState)[] => {
  const handoff = { from: from.active.agent.name, to: to.active.agent.name };
  const isHandoff = from.active !== to.active;
  if (isHandoff) log?.handsOff(handoff.from, handoff.to);
  return [
    ...(isHandoff ? [{ handoff }] : []),
    ...(Object.keys(update).length > 0 ? [{ contextVariables: update }] : []),
    to,
  ];
};
