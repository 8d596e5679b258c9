import { type Observable, tap } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { type ContextVariables, mergeContext } from '../agent/context.ts';
import type { RunEvent } from '../agent/response.ts';
import { append, openCalls, otherCallers } from '../messages/history.ts';
import type { ToolCall, ToolMessage, UserMessage } from '../messages/types.ts';
import { type Waiting, waitingCalls, waitingMessage } from '../messages/waiting.ts';
import { executable } from '../tools/approval.ts';
import { type EndedCall, executeCalls } from '../tools/execute-calls.ts';
import { type PreparedCall, prepareCalls } from '../tools/prepare-calls.ts';
import { waitingEvent } from '../tools/tool-scope.ts';
import type { LiveChange } from './live.ts';
import { finalTurn } from './turn.ts';
import { isState, respond, type RunScope, type RunState, type Step } from './run-state.ts';

/** Executes the calls of a turn, then hands off and updates the context variables as their functions said. */
export const act = (state: RunState, calls: readonly ToolCall[], scope: RunScope): Step => {
  const known = waitingCalls(scope.history.messages);
  const prepared = prepareCalls(calls, state.active, { decisions: state.decisions, known, check: scope.checkDecision });
  const ready = executable(prepared);
  // While a call waits, the agent stays, because another one could not execute it.
  const mayHandOff = ready.length === calls.length;
  // Decisions are used once: what is asked later is another thing, and a later call with the same id is another call.
  const decided = { ...state, decisions: {} };
  return ready.length === 0 ? pause(decided, prepared, known, scope) : execute(decided, ready, mayHandOff, scope);
};

/** Ends the run with the calls that wait, each marked in the messages. */
const pause = (
  state: RunState,
  calls: readonly PreparedCall[],
  known: ReadonlyMap<string, Waiting>,
  scope: RunScope,
): Step => {
  const marks = calls.flatMap(({ call, waits }) =>
    waits && known.get(call.id) !== waits ? [waitingMessage(call, waits)] : [],
  );
  append(scope.history, marks);
  return [
    ...calls.flatMap(({ call, fn, waits }) => (waits ? [waitingEvent(call, waits, fn)] : [])),
    ...respond({ ...state, finishReason: 'tool_calls' }, scope),
  ];
};

const execute = (
  state: RunState,
  calls: readonly PreparedCall[],
  mayHandOff: boolean,
  scope: RunScope,
): Observable<RunEvent | RunState> => {
  const { history, log } = scope;
  const { messages } = history;
  const place = messages.findLastIndex(({ role }) => role === 'assistant');
  const otherCaller = otherCallers(messages, state.active.agent.name);
  const events$ = executeCalls<RunEvent | RunState>(
    calls,
    { ...scope, ...state, place, otherCaller, mayHandOff },
    (ended) => {
      // `transition` may throw. The answers are appended after it, or the function below would append them again.
      const reached = transition(state, ended, scope);
      append(history, ended.map(toAnswer));
      const final = ended.findLast((call) => call.final !== undefined)?.final;
      return final === undefined || openCalls(history.messages).length > 0
        ? reached
        : reached.flatMap((each) => (isState(each) ? finalTurn(final, each, state.active, scope) : [each]));
    },
    // The next step throws the failure, after the calls that had ended are stored in the history.
    (failure, ended) => {
      append(history, ended.map(toAnswer));
      return [{ ...updated(state, updateOf(ended)), failure }];
    },
  );
  return log ? events$.pipe(tap((event) => 'tool' in event && log.calls(event))) : events$;
};

const toAnswer = ({ message }: EndedCall): ToolMessage => message;

/** Applies what live inputs emitted since the turn before, as if a function had returned it. */
export const change = (state: RunState, changes: readonly LiveChange[], scope: RunScope): Step => {
  for (const { failure } of changes) if (failure) throw failure;
  const modelOverride = changes.findLast((latest) => latest.modelOverride)?.modelOverride ?? state.modelOverride;
  return transition({ ...state, modelOverride }, changes, scope);
};

/** Appends what the user said while the run was under way, for another turn to answer. */
export const hear = (state: RunState, said: readonly UserMessage[], { history }: RunScope): Step => {
  append(history, said);
  return [...said.map((message) => ({ said: message })), { ...state, answered: false, output: undefined }];
};

/** A handoff, an update of the context variables, or both. */
interface Change {
  readonly agent?: Agent | undefined;
  readonly contextVariables?: object | undefined;
}

/** Applies changes in their order: returns the events that tell of them, then the state that they lead to. */
const transition = (
  state: RunState,
  changes: readonly Change[],
  { prepare, log }: RunScope,
): readonly (RunEvent | RunState)[] => {
  const to = changes.findLast(({ agent }) => agent)?.agent;
  const active = to ? prepare(to) : state.active;
  const update = updateOf(changes);
  const handoff = { from: state.active.agent.name, to: active.agent.name };
  const isHandoff = active.agent !== state.active.agent;
  if (isHandoff) log?.handsOff(handoff.from, handoff.to);
  return [
    ...(isHandoff ? [{ handoff }] : []),
    ...(Object.keys(update).length > 0 ? [{ contextVariables: update }] : []),
    { ...updated(state, update), active: isHandoff ? active : state.active },
  ];
};

const updateOf = (changes: readonly Change[]): ContextVariables =>
  mergeContext(...changes.map(({ contextVariables }) => contextVariables));

const updated = (state: RunState, update: ContextVariables): RunState => ({
  ...state,
  contextVariables: mergeContext(state.contextVariables, update),
});
