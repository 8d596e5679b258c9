import type { SchedulerLike } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { SwarmError } from '../../agent/errors.ts';
import type { RunOptions } from '../../agent/run-options.ts';

/** A web-standard request handler, as Hono, Next, Deno, Bun and Cloudflare Workers take it. Never rejects. */
export type Handler = (request: Request) => Promise<Response>;

/** The caller of a request, as `authorize` knows it. */
export interface Caller {
  /**
   * Names the caller, such as a user id. Runs are counted by it, and a state opens only under the key it was made for.
   * Default: callers without a key share one.
   */
  readonly key?: string;
  /**
   * Passed to functions and instructions. They win over the context variables of the conversation and do not travel with
   * the client. Default: none.
   */
  readonly contextVariables?: ContextVariables;
}

/**
 * Decides if a request may proceed. Returns the caller to let it in, `false` for a 401, or a `Response` to send instead. Called
 * once for each request, before its body is read.
 */
export type Authorize = (request: Request) => Caller | false | Response | PromiseLike<Caller | false | Response>;

/** The origin of a text that `redact` sees: a failed run, or the function of that name. */
export type TextSource = { readonly error: SwarmError } | { readonly tool: string };

/** The bounds of a server. */
export interface Limits {
  /** Bytes of a request's body, its state included. A longer body is a 413. Default 1 MiB. */
  readonly bodyBytes?: number;
  /** Messages of a conversation. A longer conversation is a 413. Default 400. */
  readonly messages?: number;
  /** Completions a run may ask for. Default 20. */
  readonly maxTurns?: number;
  /** Milliseconds a run may take. Default 5 minutes. */
  readonly runTimeout?: number;
  /** Runs under way for one key that `authorize` returned. One more is a 429. Default 8. */
  readonly callerConcurrency?: number;
  /** Runs under way for all callers, with or without a key. One more is a 503. Default 1000. */
  readonly runConcurrency?: number;
  /** Bytes that may wait for a client that reads slowly. More end the run with an error. Default 1 MiB. */
  readonly bufferBytes?: number;
}

/** The options that all servers share. */
export interface ServerOptions {
  /** Decides if a request may proceed. Default: every request may, without a key. */
  readonly authorize?: Authorize;
  /** The bounds of the server. Default: those of `Limits`. */
  readonly limits?: Limits;
  /** Origins whose pages may call, such as `https://example.com`; `'*'` for all. Default: the server's own origin only. */
  readonly origins?: readonly string[] | '*';
  /** Milliseconds between comments that keep a silent connection open. Default 15 s. */
  readonly heartbeat?: number;
  /**
   * Rewrites a text before a client reads it: the result of a function, or the general sentence about a failure, never the
   * error's own message. Default: the text as it is.
   */
  readonly redact?: (text: string, source: TextSource) => string;
  /** Receives failures, under the id that the client reads, and warnings. Default: the console. */
  readonly log?: Pick<Console, 'error' | 'warn'>;
  /** Options passed to each run. Default: none. */
  readonly run?: Pick<RunOptions, 'modelOverride' | 'toolConcurrency' | 'functionTimeout' | 'turnRetries'>;
  /** Times heartbeats, limits and expiry. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The options of `serve`. */
export interface ServeOptions<C extends object = ContextVariables> extends ServerOptions {
  /** All agents that may become active, because a state names its agent. Names must differ. */
  readonly agents: readonly Agent<C>[];
  /** The agent a conversation begins with. */
  readonly start: Agent<C>;
  /** The context variables a conversation begins with. JSON must hold them. Default: none. */
  readonly contextVariables?: NoInfer<C>;
  /**
   * The secret that encrypts states, 32 characters or more; in a list, the first encrypts and all decrypt, so that secrets
   * can be rotated. Give each set of agents a secret of its own, because a state opens wherever its secret does.
   */
  readonly secret: string | readonly string[];
  /** Milliseconds until a state expires. Default one day. */
  readonly stateTimeout?: number;
  /** Context variables that clients may read, by key. Default: none. */
  readonly expose?: readonly (keyof C & string)[];
  /**
   * Makes a decision count once. Called with the id of a state before its decided calls are executed; must return `true`
   * the first time and `false` ever after, also when two requests ask at once (Redis: `SET id 1 NX EX <seconds>`).
   * Default: an approval can be used again until its state expires.
   */
  readonly consume?: (id: string) => boolean | PromiseLike<boolean>;
}

/** Returns the limits with the defaults for those that are not given. */
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
