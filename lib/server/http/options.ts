import { NEVER, type Observable, type SchedulerLike } from 'rxjs';
import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { SwarmError } from '../../agent/errors.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import type { ContentPart } from '../../messages/types.ts';

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
 * Decides if a request may proceed. Returns the caller to let it in (`{}` for one without a key), `false` for a 401, or a
 * `Response` to send instead. Any other value is a 401, and an error is a 500, so that a mistake lets nobody in. Called once
 * for each request, before its body is read; ends with the client and after `limits.hookTimeout`.
 */
export type Authorize = (request: Request) => Caller | false | Response | PromiseLike<Caller | false | Response>;

/** The origin of a text that `redact` sees: a failed run, the result of a function, or a function that failed. */
export type TextSource =
  | {
      /** The error that the run failed with, its own message included. */
      readonly error: SwarmError;
    }
  | {
      /** Name of the function. The text is its result or its progress. */
      readonly tool: string;
    }
  | {
      /** Name of the function that failed. */
      readonly tool: string;
      /** The error of the function, its own message included. */
      readonly error: SwarmError;
    };

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
  /** Milliseconds that `authorize` and `consume` may take. Longer is a 500. Default 30 s. */
  readonly hookTimeout?: number;
  /**
   * Requests of one key of `authorize`, from their bodies until their answers are read. One more is a 429. Default 8.
   */
  readonly callerConcurrency?: number;
  /** Requests of all callers, with or without a key, counted likewise. One more is a 503. Default 1000. */
  readonly runConcurrency?: number;
  /** Bytes that may wait for a client that reads slowly. More end the run with an error. Default 1 MiB. */
  readonly bufferBytes?: number;
  /** Tools that a client may offer in a request. One more is a 413. Default 32. */
  readonly clientTools?: number;
  /** Bytes of the tools of a request, and of its `response_format`. More are a 413. Default 32 KiB. */
  readonly clientToolBytes?: number;
}

/** How long a run goes on without its client. */
export interface LingerOptions {
  /** Milliseconds for which a run goes on, and is kept after its end, when no client reads it. Default 60 s. */
  readonly timeout?: number;
  /**
   * Bytes of events that are kept for each run. Beyond them the events of finished turns are dropped, because the response has
   * their messages; a run whose turn under way exceeds them by itself ends while no client reads it. Default 1 MiB.
   */
  readonly bufferBytes?: number;
  /**
   * Emits when the server shuts down: runs without a client end at once, and from then on a lost connection ends its run. Runs
   * that are kept also keep a process of Node alive. Default: never.
   */
  readonly shutdown$?: Observable<unknown>;
}

/** The options that all servers share. */
export interface ServerOptions {
  /** Decides if a request may proceed. Default: every request may, without a key. */
  readonly authorize?: Authorize;
  /** The bounds of the server. Default: those of `Limits`. */
  readonly limits?: Limits;
  /** Origins whose pages may call, such as `https://example.com`; `'*'` for all. Default: the server's own origin only. */
  readonly origins?: readonly string[] | '*';
  /** Milliseconds between comments that keep a silent connection open; `Infinity` for none. Default 15 s. */
  readonly heartbeat?: number;
  /**
   * Admits further parts of a client's messages, such as `file`. Called for each part that is neither text nor an image as a
   * `data:` URL; returns the part to pass on, or `undefined` for a 400. Default: all are a 400.
   */
  readonly parts?: (part: ContentPart) => ContentPart | undefined;
  /**
   * Rewrites a text before a client reads it: the result of a function, or a general sentence about a failure, never the
   * error's own message; `source.error` has that. Must return a string; an error ends the run. Default: the text as it is.
   */
  readonly redact?: (text: string, source: TextSource) => string;
  /**
   * Receives failures, under the id that the client reads, and warnings. Errors of it are dropped. Default: the console, without
   * the response of an error, which holds context variables.
   */
  readonly log?: Pick<Console, 'error' | 'warn'>;
  /** Options passed to each run. Default: none. */
  readonly run?: Pick<RunOptions, 'modelOverride' | 'toolConcurrency' | 'functionTimeout' | 'turnRetries'>;
  /** Times heartbeats, limits and expiry. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The answer of `consume`: `true` the first time. Redis answers `SET … NX` with `'OK'` and `null`. */
export type Consumed = boolean | 'OK' | null;

/** The options of `serve`. */
export interface ServeOptions<C extends object = ContextVariables> extends ServerOptions {
  /** The agents that may become active, because a state names its agent. Names must differ. */
  readonly agents: readonly Agent[];
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
   * or Redis's `'OK'` the first time. Any other value is a 409, also when two requests ask at once (Redis: `SET id 1 NX EX <seconds>`). Ends with
   * the client and after `limits.hookTimeout`. Default: an approval can be used again until its state expires.
   */
  readonly consume?: (id: string) => Consumed | PromiseLike<Consumed>;
  /**
   * Lets a run go on when its connection is lost, for a client that comes back with the id of the last event it has seen. Runs
   * are kept in this process, and count in `limits` while they go on. Default: a lost connection ends its run.
   */
  readonly linger?: LingerOptions;
}

const DEFAULTS: Required<Limits> = {
  bodyBytes: 2 ** 20,
  messages: 400,
  maxTurns: 20,
  runTimeout: 300_000,
  hookTimeout: 30_000,
  callerConcurrency: 8,
  runConcurrency: 1000,
  bufferBytes: 2 ** 20,
  clientTools: 32,
  clientToolBytes: 2 ** 15,
};

/** Returns the limits with the defaults for those that are missing or `undefined`. */
export const withDefaults = (limits: Limits = {}): Required<Limits> => {
  const given = Object.entries(currentNames(limits)).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
};

/** The options of `linger`, completed. */
export type CompleteLinger = Required<LingerOptions>;

/** Returns the options of runs without a client, with the defaults for those that are missing or `undefined`. */
export const lingerDefaults = (options: LingerOptions = {}): CompleteLinger => {
  const { timeout = 60_000, bufferBytes = 2 ** 20, shutdown$ = NEVER } = options;
  return { timeout, bufferBytes, shutdown$ };
};

/** The names that limits had before. */
export const FORMER: Readonly<Record<string, keyof Limits>> = { runs: 'callerConcurrency', allRuns: 'runConcurrency' };

/** Returns limits under their present names. */
export const currentNames = (limits: object): Limits =>
  Object.fromEntries(
    Object.entries(limits as Readonly<Record<string, unknown>>).map(([name, value]) => [
      Object.hasOwn(FORMER, name) ? FORMER[name] : name,
      value,
    ]),
  ) as Limits;
