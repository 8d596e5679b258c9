import {
  asyncScheduler,
  concat,
  defer,
  ignoreElements,
  isObservable,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { type ContextVariables, mergeContext } from '../agent/context.ts';
import { SwarmError, usageError } from '../agent/errors.ts';
import { prepareAgent, type PreparedAgent } from '../agent/prepare.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import type { Checkpoint, RunOptions } from '../agent/run-options.ts';
import type { AgentUsage } from '../messages/events.ts';
import { append, type History, historyOf, newMessages } from '../messages/history.ts';
import type { ChatModel, Usage } from '../messages/types.ts';
import { randomId } from '../util/random-id.ts';
import { timeLimit } from '../util/time-limit.ts';
import type { Log } from './debug-log.ts';
import type { TakeChanges } from './live.ts';
import { validateOptions } from './validate.ts';

/** Tells a state from events: no server can send a symbol. */
const STATE = Symbol('state');

/** Where a run stands between two steps: a response in the making. Its messages are the history's. */
export interface RunState {
  readonly [STATE]: true;
  readonly active: PreparedAgent;
  readonly contextVariables: ContextVariables;
  readonly modelOverride: string | undefined;
  readonly usage?: Usage | undefined;
  readonly usageByAgent?: readonly AgentUsage[] | undefined;
  readonly finishReason?: string | undefined;
  /** Completions so far. */
  readonly turns: number;
  /** Whether the last completion called no function. */
  readonly answered: boolean;
  /** The answer as a value, once it is what was asked for. */
  readonly output?: { readonly value: unknown };
  /** How many answers were not what was asked for. */
  readonly rejected?: number;
  /** What the last turn failed with. */
  readonly failure?: Error;
}

/** Read rather than looked for with `in`, which took ten times as long where events have many shapes. */
export const isState = (value: RunEvent | RunState): value is RunState => (value as Partial<RunState>)[STATE] === true;

/** What stays the same while a run lasts. */
export interface RunScope {
  readonly model: ChatModel;
  readonly options: RunOptions;
  /** Drawn when it is asked for, unless it was given: most runs need none. */
  readonly runId: () => string;
  readonly history: History;
  readonly log: Log | undefined;
  /** Looks an agent up at its first turn; from then on it is known by its name. */
  readonly enter: (agent: Agent) => PreparedAgent;
  readonly takeChanges: TakeChanges;
  /** Errors when the run has taken too long: within a step, which knows what has come of it. */
  readonly inTime: <T>(source: Observable<T>) => Observable<T>;
}

/** What a run goes by and the state it begins with. Throws a usage error for what no run can begin with. */
export const begin = (
  ground: Pick<RunScope, 'model' | 'options' | 'log' | 'takeChanges'>,
  agent: Agent,
): readonly [RunScope, RunState] => {
  const { options } = ground;
  const active = prepareAgent(agent);
  validateOptions(options, agent);
  const { messages, contextVariables, modelOverride, resume } = options;
  let { runId } = options;
  const history = historyOf(messages);
  if (resume) append(history, resume.response.messages);
  ground.log?.begins(agent.name, history.messages.length);
  return [
    {
      // The spread not first: see toRequest.
      runId: () => (runId ??= randomId()),
      history,
      enter: entrance(active),
      inTime: inTime(options),
      ...ground,
    },
    {
      [STATE]: true,
      active,
      contextVariables: mergeContext(isObservable(contextVariables) ? {} : contextVariables),
      modelOverride: isObservable(modelOverride) ? undefined : modelOverride,
      // What a completion sets is there before: a state is spread each turn, 1 µs where all have one shape, else 4.
      usage: undefined,
      usageByAgent: undefined,
      finishReason: undefined,
      turns: 0,
      answered: false,
      ...(resume && stateFrom(resume)),
    },
  ];
};

const stateFrom = ({ response, turns, answered, rejected = 0 }: NonNullable<RunOptions['resume']>) => ({
  contextVariables: mergeContext(response.contextVariables),
  usage: response.usage,
  usageByAgent: response.usageByAgent,
  finishReason: response.finishReason,
  ...('output' in response && { output: { value: response.output } }),
  ...{ turns, answered, rejected },
});

/** What `stateFrom` takes up again. */
export const toCheckpoint = (state: RunState, scope: RunScope): Checkpoint => {
  const { turns, answered, rejected } = state;
  return { response: toResponse(state, scope), turns, answered, ...(rejected !== undefined && { rejected }) };
};

const inTime = ({ runTimeout = Infinity, scheduler = asyncScheduler }: RunOptions): RunScope['inTime'] => {
  const due = scheduler.now() + runTimeout;
  const late = () => new SwarmError('timeout', `The run took longer than ${runTimeout} ms.`);
  return (source) => source.pipe(timeLimit(due, scheduler, late));
};

const entrance = (first: PreparedAgent): ((agent: Agent) => PreparedAgent) => {
  const known = new Map([[first.agent.name, first]]);
  return (agent) => {
    const same = known.get(agent.name);
    if (same && same.agent !== agent) throw twoOfOneName(agent);
    const prepared = same ?? prepareAgent(agent);
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

/** Goes on once the caller has stored where the run stands. What failed is told, not stored. */
export const whenStored = <T>(state: RunState, scope: RunScope, goOn: () => ObservableInput<T>): ObservableInput<T> => {
  const { checkpoint } = scope.options;
  if (checkpoint === undefined || state.failure) return goOn();
  const stored$ = defer(() => checkpoint(toCheckpoint(state, scope)));
  return concat(stored$.pipe(ignoreElements()), defer(goOn));
};
