import { concat, defer, ignoreElements, type Observable, type ObservableInput } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { type ContextVariables, mergeContext } from '../agent/context.ts';
import type { Decisions } from '../agent/decision.ts';
import { SwarmError, usageError } from '../agent/errors.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import type { Checkpoint, WholeRunOptions } from '../agent/run-options.ts';
import type { AgentUsage } from '../messages/events.ts';
import { append, type History, historyOf, newMessages } from '../messages/history.ts';
import type { ChatModel, Usage, UserMessage } from '../messages/types.ts';
import type { CheckDecision } from '../tools/prepare-calls.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import { awaitedInput } from '../util/promise.ts';
import { randomId } from '../util/random-id.ts';
import { timeLimit } from '../util/time-limit.ts';
import type { Log } from './debug-log.ts';
import type { TakeChanges } from './live.ts';

/** Tells a state from events: no server can send a symbol. */
const STATE = Symbol('state');

/** Where a run stands between two steps: a response in the making, without its messages, which `RunScope.history` has. */
export interface RunState {
  readonly [STATE]: true;
  /** The agent whose turn is next. */
  readonly active: PreparedAgent;
  /** The context variables that the next turn sees. */
  readonly contextVariables: ContextVariables;
  /** The name of the model that is asked instead of the agents' own. */
  readonly modelOverride: string | undefined;
  /** The tokens of all turns. */
  readonly usage: Usage | undefined;
  /** The tokens of all turns by agent and model. */
  readonly usageByAgent: readonly AgentUsage[] | undefined;
  /** Why the last completion ended, in the server's word. */
  readonly finishReason: string | undefined;
  /** The number of completions so far. */
  readonly turns: number;
  /** True when the last completion called no function. */
  readonly answered: boolean;
  /** True when the last completion was cut short and had calls, which were not executed. */
  readonly isCut: boolean;
  /** The answer as a value, once it is what `output` asks for. */
  readonly output: { readonly value: unknown } | undefined;
  /** The number of answers that were not what `output` asks for. */
  readonly rejected: number | undefined;
  /** The caller's decisions on the calls that the run begins with; none once they were used. */
  readonly decisions: Decisions;
  /** The error that the next step throws: its turn's results are kept before. */
  readonly failure?: Error;
}

/** The events of a step, then the state it reached. */
export type Step = ObservableInput<RunEvent | RunState>;

/** Tells whether a value is a state, which the loop goes on from, or an event, which it passes on. */
export const isState = (value: RunEvent | RunState): value is RunState => (value as Partial<RunState>)[STATE] === true;

/** What stays the same while a run lasts. */
export interface RunScope {
  /** The chat model that all turns ask. */
  readonly model: ChatModel;
  /** The caller's options with all defaults. */
  readonly options: WholeRunOptions;
  /** Names the run to its functions. */
  readonly runId: string;
  /** The messages: those that went in and the new ones. It grows in place. */
  readonly history: History;
  /** The log of this run; `undefined` logs nothing. */
  readonly log: Log | undefined;
  /** Prepares an agent once a run. Throws a usage error for a second agent of the same name. */
  readonly prepare: (agent: Agent) => PreparedAgent;
  /** Refuses decisions that do not fit their calls. */
  readonly checkDecision: CheckDecision | undefined;
  /** Returns what live inputs have emitted since the last call. */
  readonly takeChanges: TakeChanges;
  /** Returns what the user has said since the last call. */
  readonly takeSaid: () => readonly UserMessage[];
  /** Errors a step when `runTimeout` has passed: within the step, so that it can keep its results. */
  readonly inTime: <T>(source: Observable<T>) => Observable<T>;
}

/** The part of its scope that a run is given. */
type Beginning = Pick<RunScope, 'model' | 'options' | 'log' | 'takeChanges' | 'takeSaid' | 'prepare' | 'checkDecision'>;

/**
 * Returns the scope of a run and its first state.
 *
 * @throws SwarmError `usage` for options that no run can begin with.
 */
export const begin = (given: Beginning): readonly [RunScope, RunState] => {
  const { options, log } = given;
  const { agent } = options;
  const active = given.prepare(agent);
  if (options.messages.length === 0 && !agent.instructions) throw nothingToSay(agent);
  const { runId = randomId(), resume } = options;
  const history = historyOf(options.messages);
  if (resume) append(history, resume.response.messages);
  history.stored = history.messages.length;
  log?.begins(agent.name, history.messages.length);
  const scope = { ...given, runId, history, prepare: prepareEachOnce(active, given.prepare), inTime: inTime(options) };
  return [scope, firstState(active, options)];
};

const nothingToSay = ({ name }: Agent): SwarmError =>
  usageError(`There are neither messages nor instructions: say something to agent "${name}" or give it instructions.`);

const firstState = (
  active: PreparedAgent,
  { contextVariables, modelOverride, decisions = {}, resume }: WholeRunOptions,
): RunState => {
  const { response, turns = 0, answered = false, isCut = false, isDecided = false, rejected } = resume ?? {};
  return {
    [STATE]: true,
    active,
    contextVariables: mergeContext(response ? response.contextVariables : contextVariables),
    modelOverride,
    usage: response?.usage,
    usageByAgent: response?.usageByAgent,
    finishReason: response?.finishReason,
    turns,
    answered,
    isCut,
    rejected,
    decisions: isDecided ? {} : decisions,
    output: response && 'output' in response ? { value: response.output } : undefined,
  };
};

/** The state as data, from which `begin` goes on. */
const toCheckpoint = (state: RunState, scope: RunScope): Checkpoint => {
  const { turns, answered, isCut, rejected, decisions } = state;
  const isDecided = scope.options.decisions !== undefined && Object.keys(decisions).length === 0;
  return {
    response: toResponse(state, scope),
    ...{ turns, answered, isCut },
    ...(isDecided && { isDecided }),
    ...(rejected !== undefined && { rejected }),
  };
};

const inTime = ({ runTimeout, scheduler }: WholeRunOptions): RunScope['inTime'] => {
  const due = scheduler.now() + runTimeout;
  const timeoutError = () => new SwarmError('timeout', `The run took longer than ${runTimeout} ms.`);
  return (source) => source.pipe(timeLimit(due, scheduler, timeoutError));
};

const prepareEachOnce = (first: PreparedAgent, prepare: RunScope['prepare']): RunScope['prepare'] => {
  const known = new Map([[first.agent.name, first]]);
  return (agent) => {
    const same = known.get(agent.name);
    if (same && same.agent !== agent) throw twoOfOneName(agent);
    const prepared = same ?? prepare(agent);
    known.set(agent.name, prepared);
    return prepared;
  };
};

const twoOfOneName = ({ name }: Agent): SwarmError =>
  usageError(
    `Two different agents of this run are named "${name}": rename one, or make it once and return the same agent.`,
  );

/** The response at this point of the run. */
export const toResponse = (
  { active, contextVariables, usage, usageByAgent, output, finishReason }: RunState,
  { history }: RunScope,
): Response => ({
  messages: newMessages(history),
  agent: active.agent,
  contextVariables,
  ...(usage && { usage }),
  ...(usage && usageByAgent && { usageByAgent }),
  ...(output && { output: output.value }),
  ...(finishReason && { finishReason }),
});

/** Ends the run: the response is its last event. */
export const respond = (state: RunState, scope: RunScope): readonly RunEvent[] => {
  const response = toResponse(state, scope);
  scope.log?.responds(response, state.turns);
  return [{ response }];
};

/**
 * Goes on once the caller has stored where the run stands. A change of live inputs brings no message, and is stored with the next
 * completion. The state of a failure is not stored: the next step throws it.
 */
export const afterCheckpoint = (state: RunState, scope: RunScope, goOn: () => Step): Step => {
  const { history } = scope;
  const { checkpoint } = scope.options;
  if (checkpoint === undefined || state.failure || history.stored === history.messages.length) return goOn();
  history.stored = history.messages.length;
  const stored$ = defer(() => awaitedInput(checkpoint(toCheckpoint(state, scope))));
  return concat(stored$.pipe(ignoreElements(), inSubscriberContext()), defer(goOn));
};
