import { catchError, concat, defer, map, type Observable, type ObservableInput, tap } from 'rxjs';
import { type ContextVariables, mergeContext } from '../agent/context.ts';
import { SwarmError, withResponse } from '../agent/errors.ts';
import { instructionsOf } from '../agent/instructions.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import type { RunEvent } from '../agent/response.ts';
import type { RunOptions } from '../agent/run-options.ts';
import { addChunk, type Completion, deltaOf, emptyCompletion, isEmpty } from '../messages/completion.ts';
import type { DelimiterEvent, ToolEvent } from '../messages/events.ts';
import { append, hasNew, openCalls } from '../messages/history.ts';
import { newCallId, toMessage } from '../messages/message.ts';
import type { ChatCompletionChunk, ChatModel, ToolCall } from '../messages/types.ts';
import { addAgentUsage, addUsage } from '../messages/usage.ts';
import { decisionOf, executable, waiting } from '../tools/approval.ts';
import { type EndedCall, executeCalls } from '../tools/execute-calls.ts';
import { toolEvent, type ToolScope } from '../tools/tool-scope.ts';
import { whenReady } from '../util/promise.ts';
import type { Log } from './debug-log.ts';
import { expandWhere } from './expand-where.ts';
import { type LiveChange, withLiveInputs } from './live.ts';
import { modelOf, toRequest, wantedOutput } from './request.ts';
import { restarting } from './restart.ts';
import { begin, isState, type RunScope, type RunState, toResponse, whenStored } from './run-state.ts';
import { requireOptions, validateChange } from './validate.ts';

const START: DelimiterEvent = Object.freeze({ delim: 'start' });
const END: DelimiterEvent = Object.freeze({ delim: 'end' });

/** What a step brings: events, then the state it reached. Undefined is neither: not every chunk brings an event. */
type Step<T = never> = ObservableInput<RunEvent | RunState | T>;

/**
 * A run: turns until one calls no function, or a bound is met. Cold: nothing is sent before subscription, each
 * subscription is a run of its own, unsubscribing ends all it started.
 *
 * Errors with a SwarmError that carries the response so far.
 */
export const run = (
  model: ChatModel,
  options: RunOptions,
  logOf?: (debug: boolean) => Log | undefined,
): Observable<RunEvent> =>
  defer(() => {
    requireOptions(options);
    const ground = { model, options, log: logOf?.(options.debug ?? false) };
    return withLiveInputs(options, (agent, takeChanges) => loop(...begin({ takeChanges, ...ground }, agent)));
  });

const loop = (scope: RunScope, start: RunState): Observable<RunEvent> => {
  // Remembered here, so that one catchError serves all steps: each turn has two of them.
  let state = start;
  const step = (reached: RunState): Step<undefined> => {
    state = reached;
    return whenStored(reached, scope, () => next(reached, scope));
  };
  return defer(() => next(start, scope)).pipe(
    expandWhere<RunEvent, RunState>(isState, step),
    catchError((error: unknown) => {
      throw withResponse(error, toResponse(state, scope));
    }),
  );
};

/** Calls that nobody answered are executed; else the active agent is asked, unless it has answered. */
const next = (state: RunState, scope: RunScope): Step<undefined> => {
  const { executeTools = true, maxTurns = 50 } = scope.options;
  if (state.failure) throw state.failure;
  // The calls that a run begins with belong to no turn of it: its inputs come before them.
  const first = hasNew(scope.history) ? [] : scope.takeChanges();
  if (first.length > 0) return change(state, first, scope);
  const calls = openCalls(scope.history.messages);
  if (calls.length > 0 && executeTools) return act(state, calls, scope);
  if (calls.length > 0 || state.answered) return respond(state, scope);
  if (state.turns >= maxTurns) return respond({ ...state, finishReason: 'max_turns' }, scope);
  const changes = scope.takeChanges();
  return changes.length > 0 ? change(state, changes, scope) : complete(state, scope);
};

/** One completion: its start, its deltas as they arrive, its end. */
const complete = (state: RunState, scope: RunScope): Step<undefined> => {
  const { name } = state.active.agent;
  let completion: Completion;
  const attempt$ = defer(() => {
    completion = emptyCompletion(name);
    return concat(
      [START],
      ask(state, scope).pipe(
        // In one, not behind a tap, nor before a filter: each chunk passes here.
        map((chunk) => {
          completion = addChunk(completion, chunk);
          return deltaOf(chunk, name);
        }),
      ),
      defer(() => {
        if (isEmpty(completion)) throw new SwarmError('incomplete', 'The chat model ended without an answer.');
        return [END, ...completed(state, completion, scope)];
      }),
    );
  });
  return restarting(attempt$, scope.options).pipe(scope.inTime);
};

const ask = (state: RunState, { model, options, history, log }: RunScope): Observable<ChatCompletionChunk> => {
  const { active, contextVariables, modelOverride } = state;
  return whenReady(
    () => instructionsOf(active.agent, contextVariables),
    (instructions) => {
      const request = toRequest(active, instructions, history, modelOverride, wantedOutput(active.agent, options));
      log?.asks(active.agent.name, request);
      return model(request);
    },
  );
};

const completed = (
  state: RunState,
  { message, usage, finishReason }: Completion,
  scope: RunScope,
): readonly (RunEvent | RunState)[] => {
  const answer = toMessage(message, newCallId);
  append(scope.history, [answer]);
  const { agent } = state.active;
  scope.log?.answers(agent.name, answer, finishReason);
  const asked = { agent: agent.name, model: modelOf(agent, state.modelOverride) };
  const reached = {
    ...state,
    usage: addUsage(state.usage, usage),
    usageByAgent: addAgentUsage(state.usageByAgent, asked, usage),
    finishReason,
    turns: state.turns + 1,
    answered: answer.tool_calls === undefined,
  };
  const verdict = wantedOutput(agent, scope.options)?.judge(answer, reached);
  if (verdict === undefined) return [reached];
  append(scope.history, verdict.replies);
  return [...verdict.events, { ...reached, ...verdict.changes }];
};

/** Executes the calls of a turn, then hands off and updates the context variables as their functions said. */
const act = (state: RunState, calls: readonly ToolCall[], scope: RunScope): Step => {
  const { options, history, log } = scope;
  // Decisions are about calls the caller has seen: a later call that bears the same id is another one.
  const approvals = state.turns === 0 ? options.approvals : undefined;
  const ready = executable(calls, state.active, approvals);
  if (ready.length === 0) {
    return [
      ...waiting(calls, state.active).map(toWaiting),
      ...respond({ ...state, finishReason: 'tool_calls' }, scope),
    ];
  }
  const toolScope: ToolScope = {
    active: state.active,
    contextVariables: state.contextVariables,
    messages: history.messages,
    runId: scope.runId,
    mayHandOff: ready.length === calls.length,
    decision: (call) => decisionOf(approvals, call),
    inTime: scope.inTime,
    options,
  };
  const step$ = executeCalls<RunEvent | RunState>(
    ready,
    toolScope,
    (ended) => handOff(state, ended, toolScope.mayHandOff, scope),
    (failure, ended) => [{ ...executed(state, ended, contextOf(ended), scope), failure }],
  );
  return log ? step$.pipe(tap((event) => 'tool' in event && log.calls(event))) : step$;
};

const toWaiting = (call: ToolCall): ToolEvent =>
  toolEvent(call, { status: 'waiting', arguments: call.function.arguments });

/** What the calls of a turn bring about once all have ended. */
const handOff = (
  state: RunState,
  ended: readonly EndedCall[],
  mayHandOff: boolean,
  scope: RunScope,
): readonly (RunEvent | RunState)[] => {
  const to = mayHandOff ? ended.findLast(({ outcome }) => outcome.agent)?.outcome.agent : undefined;
  const active = to ? scope.enter(to) : state.active;
  const update = contextOf(ended);
  return announced(state, { ...executed(state, ended, update, scope), active }, update, scope);
};

/** The state with the calls answered and the context variables updated. */
const executed = (
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

/** What the calls set, in call order. */
const contextOf = (ended: readonly EndedCall[]): ContextVariables =>
  mergeContext(...ended.map(({ outcome }) => outcome.contextVariables));

/** What live inputs emitted since the turn before, as if a function had returned it. */
const change = (state: RunState, changes: readonly LiveChange[], scope: RunScope): Step => {
  changes.forEach(validateChange);
  const to = changes.findLast(({ agent }) => agent)?.agent;
  const active: PreparedAgent = to ? scope.enter(to) : state.active;
  const update = mergeContext(...changes.map(({ contextVariables }) => contextVariables));
  const contextVariables = mergeContext(state.contextVariables, update);
  const modelOverride = changes.findLast((latest) => latest.modelOverride)?.modelOverride ?? state.modelOverride;
  return announced(state, { ...state, active, contextVariables, modelOverride }, update, scope);
};

/** From one state to the next: what changed for the consumer to know, then the state itself. */
const announced = (
  state: RunState,
  to: RunState,
  update: ContextVariables,
  { log }: RunScope,
): readonly (RunEvent | RunState)[] => {
  const names = { from: state.active.agent.name, to: to.active.agent.name };
  const isHandoff = state.active !== to.active;
  if (isHandoff) log?.handsOff(names.from, names.to);
  return [
    ...(isHandoff ? [{ handoff: names }] : []),
    ...(Object.keys(update).length > 0 ? [{ contextVariables: update }] : []),
    to,
  ];
};

const respond = (state: RunState, scope: RunScope): readonly RunEvent[] => {
  const response = toResponse(state, scope);
  scope.log?.responds(response, state.turns);
  return [{ response }];
};
