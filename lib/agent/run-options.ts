import { asyncScheduler, type Observable, type ObservableInput, type SchedulerLike } from 'rxjs';
import type { ChatModel, Message, ToolCall } from '../messages/types.ts';
import type { Agent } from './agent.ts';
import type { ContextVariables, RequiredKeys } from './context.ts';
import type { Decisions } from './decision.ts';
import type { EveryAgent } from './every-agent.ts';
import type { Output } from './output.ts';
import type { Response, RunEvent } from './response.ts';

/**
 * Options of `run()`. `C` is the type of the context variables, `A` the type of the first agent's answers, `O` the type of the
 * run's answers.
 *
 * `agent`, `messages`, `contextVariables` and `modelOverride` may be Observables. Each emission is applied once, at the start of the next
 * turn, as a `Result` would be; changes that functions made since are kept. An Observable that errors fails the run there.
 */
export interface RunOptions<C extends object = ContextVariables, A = unknown, O = A> {
  /** The agent that begins. A run waits for the first value of an Observable. */
  readonly agent: Agent<C, A> | Observable<Agent<C, A>>;
  /**
   * The conversation so far. Unanswered calls at its end are executed first: this is how a run goes on. The first list of an
   * Observable is the conversation; later ones are user messages, which the next turn reads. Each is told as `{ said }` and stands
   * in `response.messages`. One that arrives before the response causes another turn; after it, or while calls wait, none is taken.
   */
  readonly messages: readonly Message[] | Observable<readonly Message[]>;
  /** Values that functions and instructions know. Required if the agent names variables that it requires. Default: none. */
  readonly contextVariables?: NoInfer<C> | Observable<Partial<NoInfer<C>>>;
  /** The model to ask, in place of each agent's own. Default: the agent's own. */
  readonly modelOverride?: string | Observable<string>;
  /** Shape of the answer, whichever agent gives it. Default: the `output` of the agent that answers. */
  readonly output?: Output<O>;
  /** Functions and settings that hold for each agent of this run, such as those of a client. Default: none. */
  readonly everyAgent?: EveryAgent;
  /** How many completions a run may ask for, a whole number from 1 up or `Infinity`. Default: 50. */
  readonly maxTurns?: number;
  /** False ends the response with the calls unanswered, for the caller to execute. Default: true. */
  readonly executeTools?: boolean;
  /** How many calls of a turn may be under way at once, from 1 up or `Infinity`. Default: 1, one after another. */
  readonly toolConcurrency?: number;
  /**
   * Decisions on the calls that wait at the end of `messages`, by call id. One that does not fit its call is a usage error, and
   * nothing is executed. Default: none.
   */
  readonly decisions?: Decisions;
  /**
   * Milliseconds that the run may take in all, from its first agent on. A run that takes longer errors with type `timeout`; the
   * error's response has the answers of the calls that had ended. Default: no limit.
   */
  readonly runTimeout?: number;
  /** Milliseconds that a call may take. After that the model is told so, and the function's signal aborts. Default: no limit. */
  readonly functionTimeout?: number;
  /**
   * How many times a turn that breaks is asked for again, after the wait that the server asks for, up to a minute. Default: 0,
   * the run errors.
   */
  readonly turnRetries?: number;
  /** Names the run to its functions. A run that resumes another must have the same id. Default: a random id. */
  readonly runId?: string;
  /**
   * Stores the state of the run. Called each time a completion is whole, and each time all its calls are answered. The run goes
   * on when the returned stream or promise has completed, so that no function runs for a completion that is not stored. An error
   * fails the run. Default: nothing is stored.
   */
  readonly checkpoint?: (checkpoint: Checkpoint) => ObservableInput<unknown>;
  /**
   * A checkpoint to go on from. Pass the `messages` and `runId` with which the run began, and the checkpoint's agent as `agent`.
   * Turns, usage and messages count on from there. Default: the run begins.
   */
  readonly resume?: Checkpoint<{
    /** Name of the agent that was active at the checkpoint. */
    readonly name: string;
  }>;
  /** Times the limits and pauses of this run. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /**
   * Wraps the execution of each call, for tracing and the like: takes the call and a stream that calls the function when it is
   * subscribed to, and returns the stream to subscribe to in its place. Default: the stream itself.
   */
  readonly aroundCall?: <T>(call: ToolCall, steps$: Observable<T>) => Observable<T>;
  /** True logs this run (`rxswarm:run`, `rxswarm:chat`, `rxswarm:tool`), also where `DEBUG` does not ask for it. Default: false. */
  readonly debug?: boolean;
}

/** Options that bring context variables. */
export interface WithContext {
  /** The context variables that the agent requires. */
  readonly contextVariables: unknown;
}

/** Requires `contextVariables` in the options of an agent whose context variables may not all be left out. */
export type RequiredContext<C extends object> = string extends keyof C
  ? unknown
  : [RequiredKeys<C>] extends [never]
    ? unknown
    : WithContext;

/** Options whose live inputs are listened to elsewhere: the first agent, its context variables and the model are known. */
export interface SettledOptions extends Omit<RunOptions, 'agent' | 'messages' | 'contextVariables' | 'modelOverride'> {
  /** The agent that begins. */
  readonly agent: Agent;
  /** The conversation so far. */
  readonly messages: readonly Message[];
  /** Values that functions and instructions know. Default: none. */
  readonly contextVariables?: ContextVariables | undefined;
  /** The model to ask, in place of each agent's own. Default: the agent's own. */
  readonly modelOverride?: string | undefined;
}

/** The options of a run, with the defaults of those that have one. */
export type WholeRunOptions = SettledOptions & Required<Pick<RunOptions, keyof typeof DEFAULTS>>;

const DEFAULTS = {
  maxTurns: 50,
  executeTools: true,
  toolConcurrency: 1,
  runTimeout: Infinity,
  functionTimeout: Infinity,
  turnRetries: 0,
  scheduler: asyncScheduler as SchedulerLike,
} satisfies Partial<RunOptions>;

/** Fills in the defaults. An option that is `undefined` counts as left out. */
export const withDefaults = (options: SettledOptions): WholeRunOptions => {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) } as WholeRunOptions;
};

/** Runs agents: takes a chat model and options, returns events. Each subscription is a run of its own. */
export type Run = (model: ChatModel, options: RunOptions) => Observable<RunEvent>;

/** State of a run between two steps, as data. Together with the options that the run began with, it is enough to go on. */
export interface Checkpoint<A extends { readonly name: string } = Agent> {
  /** The response so far. Unanswered calls at its end are executed first. */
  readonly response: Response<A>;
  /** Completions so far. */
  readonly turns: number;
  /** True if the last completion was the answer. */
  readonly answered: boolean;
  /** How many answers did not fit the output. Default: 0. */
  readonly rejected?: number;
  /** True once the run's decisions were used, so that they are not used again. Default: false. */
  readonly isDecided?: boolean;
  /** True if the last completion was cut short and had calls. A second one in a row ends the run. Default: false. */
  readonly isCut?: boolean;
}
