import { concat, defer, filter, map, type Observable } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { SwarmError } from '../agent/errors.ts';
import { instructionsOf } from '../agent/instructions.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import type { RunEvent } from '../agent/response.ts';
import {
  addChunk,
  answerOf,
  type Completion,
  deltaOf,
  completionInfo,
  emptyCompletion,
  isEmpty,
} from '../messages/completion.ts';
import type { DelimiterEvent } from '../messages/events.ts';
import { append, openCalls } from '../messages/history.ts';
import { toolMessage } from '../messages/tool-message.ts';
import type { AssistantMessage, ChatCompletionChunk, Delta } from '../messages/types.ts';
import { addAgentUsage, addUsage } from '../messages/usage.ts';
import { inSubscriberContext, keepsContext } from '../util/async-context.ts';
import { whenReady } from '../util/promise.ts';
import { cutShort, refuseFailed } from './cut-short.ts';
import { modelOf, toRequest, wantedOutput } from './request.ts';
import { retryTurn } from './retry-turn.ts';
import type { RunScope, RunState } from './run-state.ts';

const START: DelimiterEvent = Object.freeze({ delim: 'start' });
const END: DelimiterEvent = Object.freeze({ delim: 'end' });

/** Ends the message of a turn, with the facts about its completion where there are any. */
const endOf = (completed: Completion): DelimiterEvent => {
  const completion = completionInfo(completed);
  return completion ? { ...END, completion } : END;
};

/** Asks the active agent's chat model: emits the start, the deltas as they arrive, the end, then the state reached. */
export const askModel = (state: RunState, scope: RunScope): Observable<RunEvent | RunState> =>
  retryTurn(attempt(state, scope), scope.options).pipe(scope.inTime);

const attempt = (state: RunState, scope: RunScope): Observable<RunEvent | RunState> =>
  defer(() => {
    const { name } = state.active.agent;
    let completion = emptyCompletion(name);
    return concat(
      [START],
      chunksOf(state, scope).pipe(
        map((chunk, index) => {
          completion = addChunk(completion, chunk);
          refuseTooMany(completion);
          return deltaOf(chunk, name, index === 0);
        }),
        filter(isDelta),
      ),
      defer(() => [endOf(completion), ...afterCompletion(state, completion, scope)]),
    );
  });

const chunksOf = (state: RunState, { model, options, history, log }: RunScope): Observable<ChatCompletionChunk> => {
  const { active, contextVariables, modelOverride } = state;
  return whenReady(
    () => instructionsOf(active.agent, contextVariables),
    (instructions) => {
      const request = toRequest(active, instructions, history, modelOverride, wantedOutput(active.agent, options));
      log?.asks(active.agent.name, request);
      const chunks$ = model(request);
      return keepsContext(model) ? chunks$ : chunks$.pipe(inSubscriberContext());
    },
  );
};

/** Calls in one answer at most. Views get the list of all calls at each fragment, so that its length has to have a bound. */
const MAX_CALLS = 1024;

const refuseTooMany = ({ message: { calls } }: Completion): void => {
  if (calls.list.length <= MAX_CALLS) return;
  throw new SwarmError('protocol', `The answer makes more than ${MAX_CALLS} calls.`, { retryable: false });
};

const isDelta = (delta: Delta | undefined): delta is Delta => delta !== undefined;

/** Appends the message of a turn, and holds it against the output that is wanted, if one is. */
const afterCompletion = (
  state: RunState,
  completion: Completion,
  scope: RunScope,
): readonly (RunEvent | RunState)[] => {
  if (isEmpty(completion)) throw new SwarmError('incomplete', 'The chat model ended without an answer.');
  const { finishReason } = completion;
  refuseFailed(finishReason);
  const answer = answerOf(completion);
  const counted = countUsage(state, completion);
  const reached = { ...counted, finishReason, turns: state.turns + 1, answered: answer.tool_calls === undefined };
  return judged(answer, reached, state.active.agent, scope);
};

/** Appends an answer of an agent, and holds it against the output that is wanted, if one is. */
const judged = (
  answer: AssistantMessage,
  reached: RunState,
  agent: Agent,
  scope: RunScope,
): readonly (RunEvent | RunState)[] => {
  const { finishReason } = reached;
  append(scope.history, [answer]);
  scope.log?.answers(agent.name, answer, finishReason);
  const verdict = wantedOutput(agent, scope.options)?.judge(answer, reached);
  append(scope.history, verdict?.replies ?? []);
  return [
    ...(verdict?.events ?? []),
    { ...reached, ...afterCut(reached, answer, finishReason, scope), ...verdict?.changes },
  ];
};

/** The turn of an answer that a function gave in place of the model. */
export const finalTurn = (
  content: string,
  state: RunState,
  { agent }: PreparedAgent,
  scope: RunScope,
): readonly (RunEvent | RunState)[] => {
  const answer = { role: 'assistant', content, sender: agent.name } as const;
  return [START, answer, END, ...judged(answer, { ...state, finishReason: 'final', answered: true }, agent, scope)];
};

/** Answers the calls of an answer that was cut short instead of executing them. A second one in a row ends the run. */
const afterCut = (
  { isCut }: RunState,
  answer: AssistantMessage,
  finishReason: string | undefined,
  { history }: RunScope,
): Pick<RunState, 'isCut'> & Partial<RunState> => {
  const reason = cutShort(answer, finishReason);
  const calls = reason === undefined ? [] : openCalls(history.messages);
  append(
    history,
    calls.map((call) => toolMessage(call, `Not executed: ${String(reason)}.`)),
  );
  return calls.length === 0 ? { isCut: false } : { isCut: true, ...(isCut && { answered: true }) };
};

const countUsage = (state: RunState, { usage }: Completion): RunState => {
  const { agent } = state.active;
  const asked = { agent: agent.name, model: modelOf(agent, state.modelOverride) };
  return {
    ...state,
    usage: addUsage(state.usage, usage),
    usageByAgent: addAgentUsage(state.usageByAgent, asked, usage),
  };
};
