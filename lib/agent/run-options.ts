import type { Observable, ObservableInput, SchedulerLike } from 'rxjs';
import type { ChatModel, Message } from '../messages/types.ts';
import type { Agent } from './agent.ts';
import type { ContextVariables, RequiredKeys } from './context.ts';
import type { Output } from './output.ts';
import type { Response, RunEvent } from './response.ts';

/** Of one call that waits for approval: let it run, or answer it with the reason why not. */
export type Approval = true | { readonly declined: string };

/**
 * What a run is asked for. `agent`, `contextVariables` and `modelOverride` may be Observables: each emission is applied
 * once, at the start of the next turn, as a `Result` would be, and what functions set since stands; one that errors fails
 * the run there. `O` is what the run's own output makes, else that of its first agent, `A`.
 */
export interface RunOptions<C extends object = ContextVariables, A = unknown, O = A> {
  /** The agent that begins. Of an Observable the first value is waited for. */
  readonly agent: Agent<C, A> | Observable<Agent<C, A>>;
  /** The conversation so far. Calls it ends with are executed first: this is how a run is resumed. */
  readonly messages: readonly Message[];
  /** Default: none. */
  readonly contextVariables?: NoInfer<C> | Observable<Partial<NoInfer<C>>>;
  /** Used instead of each agent's own `model`. */
  readonly modelOverride?: string | Observable<string>;
  /** What the answer has to be, whichever agent gives it. Default: what the answering agent's own `output` says. */
  readonly output?: Output<O>;
  /** The most completions a run may ask for, a whole number from 1 up or `Infinity`. Default 50. */
  readonly maxTurns?: number;
  /** False: the response ends with the calls unanswered, for the caller to execute. Default true. */
  readonly executeTools?: boolean;
  /** How many calls of a turn may be under way at once, from 1 up or `Infinity`. Default 1: one after another. */
  readonly toolConcurrency?: number;
  /** By call id: what was decided of the calls that wait for approval. Default: nothing. */
  readonly approvals?: Readonly<Record<string, Approval>>;
  /**
   * Milliseconds the run may take in all, from its first agent on; it then errors with type `timeout`, and what the calls
   * that had ended answered is on the error's response. Default: no limit.
   */
  readonly runTimeout?: number;
  /** Milliseconds a call may take; the model is then told so, and the function's signal aborts. Default: no limit. */
  readonly functionTimeout?: number;
  /**
   * How many times a turn that breaks is asked for again, after the wait the server asks for, up to a minute. Default 0: the
   * run errors.
   */
  readonly turnRetries?: number;
  /** Names the run to its functions. One that resumes another has to bear its id. Default: a random one. */
  readonly runId?: string;
  /**
   * Called with where the run stands each time a completion is whole, and each time all its calls are answered: store it.
   * The run goes on when what this returns has completed, so no function runs for a completion that is not stored; an
   * error fails the run. Default: nothing is called.
   */
  readonly checkpoint?: (checkpoint: Checkpoint) => ObservableInput<unknown>;
  /**
   * A checkpoint to go on from: with the `messages` and `runId` the run began with, and its agent as `agent`. Turns, usage
   * and messages count on from there. Default: the run begins.
   */
  readonly resume?: Checkpoint<{ readonly name: string }>;
  /** Times the limits and pauses of this run. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /** Log this run (`rxswarm:run`, `rxswarm:chat`, `rxswarm:tool`) whatever `DEBUG` says. Default false. */
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

/** What runs agents: a chat model and what is asked for in, events out. Each subscription is a run of its own. */
export type Run = (model: ChatModel, options: RunOptions) => Observable<RunEvent>;

/** Where a run stands between two steps, as data: with what the run began with, all that it takes to go on. */
export interface Checkpoint<A extends { readonly name: string } = Agent> {
  /** So far. It may end in calls that are not answered yet: they are executed first. */
  readonly response: Response<A>;
  /** Completions so far. */
  readonly turns: number;
  /** Whether the last one was the answer: nothing is left but to respond. */
  readonly answered: boolean;
  /** How many answers were not the output that was asked for. */
  readonly rejected?: number;
}
