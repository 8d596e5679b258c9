import type { SchedulerLike } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { SwarmError } from '../../agent/errors.ts';
import type { RunOptions } from '../../agent/run-options.ts';

/** A web-standard handler: never rejects. */
export type Handler = (request: Request) => Promise<Response>;

/** Who asks. */
export interface Caller {
  /** Names who is asking: runs are counted by it, and a state is of use to the one only for whom it was made. */
  readonly key?: string;
  /** What functions and instructions are to know of the caller. They win over those carried, and are not carried. */
  readonly contextVariables?: ContextVariables;
}

/** Lets a request in, and says who asks; `false` or a `Response` of its own keeps it out. */
export type Authorize = (request: Request) => Caller | false | Response | PromiseLike<Caller | false | Response>;

/** What a text comes from: a failed run, or a function. */
export type TextSource = { readonly error: SwarmError } | { readonly tool: string };

/** How much is taken of whom. */
export interface Limits {
  /** Bytes of a request's body, its state included. Default 1 MiB. */
  readonly bodyBytes?: number;
  /** Messages of a conversation, all in all. Default 400. */
  readonly messages?: number;
  /** Completions a run. Default 20. */
  readonly maxTurns?: number;
  /** Milliseconds a run. Default 5 minutes. */
  readonly runTimeout?: number;
  /** Runs at once for one key that `authorize` named; one more is refused with 429. Default 8. */
  readonly callerConcurrency?: number;
  /** Runs at once for all, whether `authorize` named them or not; one more is refused with 503. Default 1000. */
  readonly runConcurrency?: number;
  /** Bytes that wait for a reader slower than the run; one more ends the run with an error. Default 1 MiB. */
  readonly bufferBytes?: number;
}

/** What every server has. */
export interface ServerOptions {
  /** Default: everyone is let in, unnamed. */
  readonly authorize?: Authorize;
  readonly limits?: Limits;
  /** Origins whose pages may ask, such as `https://example.com`; `'*'` for all. Default: the server's own only. */
  readonly origins?: readonly string[] | '*';
  /** Milliseconds between comments that keep a connection open and find out that it is dead. Default 15 s. */
  readonly heartbeat?: number;
  /**
   * What a client may read of a failure and of what functions return. Called with the text that would be sent: for a
   * failure a general sentence, never the error's own. Default: that text.
   */
  readonly redact?: (text: string, source: TextSource) => string;
  /** Where failures go, under the id the client is told, and warnings. Default: the console. */
  readonly log?: Pick<Console, 'error' | 'warn'>;
  /** Passed to each run. */
  readonly run?: Pick<RunOptions, 'modelOverride' | 'toolConcurrency' | 'functionTimeout' | 'turnRetries'>;
  /** Times heartbeats and limits. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

export interface ServeOptions<C extends object = ContextVariables> extends ServerOptions {
  /** All that can be active, so that a state finds its agent again. */
  readonly agents: readonly Agent<C>[];
  /** The one a conversation begins with. */
  readonly start: Agent<C>;
  /** What a conversation begins with. Default: nothing. */
  readonly contextVariables?: NoInfer<C>;
  /**
   * Seals states: 32 characters or more. Of several the first seals and all open, so that secrets can be changed. A state
   * opens wherever its secret does and an agent has its name: one for each `serve` of agents and context variables.
   */
  readonly secret: string | readonly string[];
  /** Milliseconds a state is good for. Default one day. */
  readonly stateTimeout?: number;
  /** Context variables that clients may read, by key. Default: none. */
  readonly expose?: readonly (keyof C & string)[];
  /**
   * Asked with the id of a state before what was decided on it is acted on: true the first time, false ever after, also
   * when two ask at once (Redis: `SET id 1 NX EX <lifetime>`). Without it an approval can be used twice.
   */
  readonly consume?: (id: string) => boolean | PromiseLike<boolean>;
}

/** `Limits`, complete. */
export const withDefaults = (limits: Limits = {}): Required<Limits> => ({
  bodyBytes: 2 ** 20,
  messages: 400,
  maxTurns: 20,
  runTimeout: 300_000,
  callerConcurrency: 8,
  runConcurrency: 1000,
  bufferBytes: 2 ** 20,
  ...limits,
});
