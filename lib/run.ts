import { catchError, concat, defer, filter, map, of, tap, throwError, type Observable } from 'rxjs';
import type { Agent } from './agent.ts';
import { decisionOf, executable } from './approval.ts';
import { addChunk, deltaOf, emptyCompletion, type Completion } from './completion.ts';
import { mergeContext } from './context.ts';
import { SwarmError, withResponse } from './errors.ts';
import { append, historyOf, newMessages, openCalls, type History } from './history.ts';
import { instructionsOf } from './instructions.ts';
import { loggers, type Loggers } from './loggers.ts';
import { newCallId, toMessage } from './message.ts';
import { expandWhere } from './operators/expand-where.ts';
import { prepareAgent, type PreparedAgent } from './prepare.ts';
import { whenReady } from './promise.ts';
import { toRequest } from './request.ts';
import { executeCalls, type EndedCall, type ToolScope } from './tools.ts';
import type {
  ChatCompletionChunk,
  ChatModel,
  ContextVariables,
  Delta,
  DelimiterEvent,
  Response,
  RunEvent,
  RunOptions,
  ToolCall,
  Usage,
} from './types.ts';
import { addUsage } from './usage.ts';
import { validateOptions } from './validate.ts';

/** Told apart from events by a symbol: no server can send one. */
const STATE = Symbol('state');
const START: DelimiterEvent = Object.freeze({ delim: 'start' });
const END: DelimiterEvent = Object.freeze({ delim: 'end' });

/** Where a run stands between two steps: a response in the making. Its messages are the history's. */
interface RunState {
  readonly [STATE]: true;
  readonly active: PreparedAgent;
  readonly contextVariables: ContextVariables;
  readonly usage?: Usage | undefined;
  readonly finishReason?: string | undefined;
  /** Completions so far. */
  readonly turns: number;
  /** Whether the last completion called no function. */
  readonly answered: boolean;
  /** What the calls of the last turn failed with. */
  readonly failure?: Error;
}

/** What stays the same while a run lasts. */
interface RunScope {
  readonly model: ChatModel;
  readonly options: RunOptions;
  readonly history: History;
  readonly log: Loggers;
  /** Looks an agent up at its first turn; from then on it is known by its name. */
  readonly enter: (agent: Agent) => PreparedAgent;
}

type Step = Observable<RunEvent | RunState>;

/**
 * A run: turns until one calls no function, or a bound is met. Cold: nothing is sent before subscription, each
 * subscription is a run of its own, unsubscribing ends all it started.
 *
 * Errors with a SwarmError that carries the response so far.
 */
export const run = (model: ChatModel, options: RunOptions): Observable<RunEvent> =>
  defer(() => {
    const [scope, start] = begin(model, options);
    return of(start).pipe(expandWhere<RunEvent, RunState>(isState, (state) => step(state, scope)));
  });

const step = (state: RunState, scope: RunScope): Step =>
  defer(() => next(state, scope)).pipe(
    catchError((error: unknown) => {
      throw withResponse(error, toResponse(state, scope));
    }),
  );

/** Calls that nobody answered are executed; else the active agent is asked, unless it has answered. */
const next = (state: RunState, scope: RunScope): Step => {
  const { executeTools = true, maxTurns = 50 } = scope.options;
  const { failure } = state;
  if (failure) return throwError(() => failure);
  const calls = openCalls(scope.history.messages);
  if (calls.length > 0 && executeTools) return act(state, calls, scope);
  if (calls.length > 0 || state.answered) return respond(state, scope);
  return state.turns < maxTurns ? complete(state, scope) : respond({ ...state, finishReason: 'max_turns' }, scope);
};

/** One completion: its start, its deltas as they arrive, its end. */
const complete = (state: RunState, scope: RunScope): Step => {
  const { name } = state.active.agent;
  let completion = emptyCompletion(name);
  return concat(
    of(START),
    ask(state, scope).pipe(
      tap((chunk) => (completion = addChunk(completion, chunk))),
      map((chunk) => deltaOf(chunk, name)),
      filter((delta): delta is Delta => delta !== undefined),
    ),
    of(END),
    defer(() => of(completed(state, completion, scope))),
  );
};

const ask = ({ active, contextVariables }: RunState, scope: RunScope): Observable<ChatCompletionChunk> => {
  const { model, options, history, log } = scope;
  return whenReady(
    () => instructionsOf(active.agent, contextVariables),
    (instructions) => {
      const request = toRequest(active, instructions, history, options.modelOverride);
      log.chat('%s asks %s: %O', active.agent.name, request.model, request);
      return model(request);
    },
  );
};

const completed = (state: RunState, { message, usage, finishReason }: Completion, scope: RunScope): RunState => {
  const answer = toMessage(message, newCallId);
  if (finishReason === undefined && answer.content === '' && !answer.refusal)
    throw new SwarmError('incomplete', 'The chat model gave no answer.');
  append(scope.history, [answer]);
  scope.log.chat('%s ends with %s: %O', state.active.agent.name, finishReason, answer);
  return {
    ...state,
    usage: addUsage(state.usage, usage),
    finishReason,
    turns: state.turns + 1,
    answered: answer.tool_calls === undefined,
  };
};

/** Executes the calls of a turn, then hands off and updates the context variables as their functions said. */
const act = (state: RunState, calls: readonly ToolCall[], scope: RunScope): Step => {
  const { options, history, log } = scope;
  // Decisions are about calls the caller has seen: a later call that bears the same id is another one.
  const approvals = state.turns === 0 ? options.approvals : undefined;
  const ready = executable(calls, state.active, approvals);
  if (ready.length === 0) return respond({ ...state, finishReason: 'tool_calls' }, scope);
  const toolScope: ToolScope = {
    active: state.active,
    contextVariables: state.contextVariables,
    messages: history.messages,
    concurrency: options.toolConcurrency ?? 1,
    mayHandOff: ready.length === calls.length,
    decision: (call) => decisionOf(approvals, call),
  };
  return executeCalls<RunEvent | RunState>(
    ready,
    toolScope,
    (ended) => handOff(state, ended, toolScope.mayHandOff, scope),
    (failure, ended) => of({ ...executed(state, ended, scope), failure }),
  ).pipe(tap((event) => 'tool' in event && log.tool('%O', event.tool)));
};

/** What the calls of a turn bring about once all have ended. */
const handOff = (state: RunState, ended: readonly EndedCall[], mayHandOff: boolean, scope: RunScope): Step => {
  const from = state.active.agent;
  const to = (mayHandOff && ended.findLast(({ outcome }) => outcome.agent)?.outcome.agent) || from;
  const change = mergeContext(...ended.map(({ outcome }) => outcome.contextVariables));
  const active = scope.enter(to);
  if (to !== from) scope.log.run('%s hands off to %s', from.name, to.name);
  return of<readonly (RunEvent | RunState)[]>(
    ...(to === from ? [] : [{ handoff: { from: from.name, to: to.name } }]),
    ...(Object.keys(change).length === 0 ? [] : [{ contextVariables: change }]),
    { ...executed(state, ended, scope), active },
  );
};

/** The state with the calls answered and their context variables merged, in call order. */
const executed = (state: RunState, ended: readonly EndedCall[], { history }: RunScope): RunState => {
  append(
    history,
    ended.map(({ message }) => message),
  );
  const changes = ended.map(({ outcome }) => outcome.contextVariables);
  return { ...state, contextVariables: mergeContext(state.contextVariables, ...changes) };
};

const respond = (state: RunState, scope: RunScope): Step => {
  const response = toResponse(state, scope);
  scope.log.run('%s responds after %d turns: %s', response.agent.name, state.turns, response.finishReason);
  return of({ response });
};

const toResponse = ({ active, contextVariables, usage, finishReason }: RunState, { history }: RunScope): Response => ({
  messages: newMessages(history),
  agent: active.agent,
  contextVariables,
  ...(usage && { usage }),
  ...(finishReason && { finishReason }),
});

const begin = (model: ChatModel, options: RunOptions): readonly [RunScope, RunState] => {
  const first = prepareAgent(options.agent);
  validateOptions(options, first.agent);
  const known = new Map([[first.agent.name, first]]);
  const enter = (agent: Agent): PreparedAgent => {
    const same = known.get(agent.name);
    if (same && same.agent !== agent) throw twoOfOneName(agent);
    const prepared = same ?? prepareAgent(agent);
    known.set(agent.name, prepared);
    return prepared;
  };
  const log = loggers(options.debug ?? false);
  log.run('%s begins with %d messages', first.agent.name, options.messages.length);
  return [
    { model, options, history: historyOf(options.messages), log, enter },
    {
      [STATE]: true,
      active: first,
      contextVariables: mergeContext(options.contextVariables),
      turns: 0,
      answered: false,
    },
  ];
};

const twoOfOneName = ({ name }: Agent): SwarmError =>
  new SwarmError(
    'usage',
    `Two different agents of this run are named "${name}": rename one, or make it once and return the same agent.`,
  );

const isState = (value: RunEvent | RunState): value is RunState => STATE in value;
