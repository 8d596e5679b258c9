import type { Logprobs, ToolMessage, Usage } from './types.ts';

/** Facts about a completion that are not part of its message, in the wire's own words. Facts the server left out are absent. */
export interface CompletionInfo {
  /** The server's name for the completion. */
  readonly id?: string;
  /** The model that answered; routers choose one. */
  readonly model?: string;
  /** When it was made, in seconds since 1970. */
  readonly created?: number;
  /** Names the configuration that the model ran with. */
  readonly system_fingerprint?: string;
  /** The tier that served the request, such as `default` or `flex`. */
  readonly service_tier?: string;
  /** The log probabilities of all tokens, as `settings: { logprobs: true }` asks for. */
  readonly logprobs?: Logprobs;
}

/** A turn begins (`start`), or its message is whole (`end`). */
export interface DelimiterEvent {
  /** The side of the turn: `start` before its first delta, `end` after its last. */
  readonly delim: 'start' | 'end';
  /** On `end` only, where the server told of any: facts about the completion. */
  readonly completion?: CompletionInfo;
}

/** A call starts, reports progress and ends. Several calls may be under way: `id` tells them apart. */
export interface ToolEvent {
  /** The call, and the step that it has reached. */
  readonly tool: {
    /** Id of the call. */
    readonly id: string;
    /** Name of the function, as the model called it. */
    readonly name: string;
  } & (
    | {
        /** The call begins. */
        readonly status: 'start';
        /** JSON as the model wrote it. */
        readonly arguments: string;
      }
    | {
        /** The call is not executed until the caller approves it: the response follows. */
        readonly status: 'waiting';
        /** JSON as the model wrote it. */
        readonly arguments: string;
      }
    | {
        /** The Observable that the function returned has emitted. */
        readonly status: 'progress';
        /** The emitted value, as JSON holds it. */
        readonly value: unknown;
      }
    | {
        /** The call has its answer, a failure included. */
        readonly status: 'end';
        /** The message that tells the model the result. */
        readonly message: ToolMessage;
      }
  );
}

/** The active agent changes, from the next turn on; by name. */
export interface HandoffEvent {
  /** Both agents of the change. */
  readonly handoff: {
    /** Name of the agent that was active. */
    readonly from: string;
    /** Name of the agent that takes over. */
    readonly to: string;
  };
}

/**
 * A turn is tried again, or the model asked again for an output that was wrong: what streamed since its start is void. Its
 * start is the last `{ delim: 'start' }`; without that event it is the start of the run. A run on a queue may also emit this when
 * calls are tried again: the stored part of the turn is streamed again.
 */
export interface RetryEvent {
  /** The attempt that failed. */
  readonly retry: {
    /** How many attempts of this turn have failed; of type `output`, how many answers of this run. */
    readonly attempt: number;
    /** What the last one failed with. */
    readonly type: SwarmErrorType;
    /** The message of that error. */
    readonly message: string;
  };
}

/** What one agent's turns with one model used. */
export interface AgentUsage {
  /** By name. */
  readonly agent: string;
  /** As it was asked for. */
  readonly model: string;
  /** Tokens of these turns, added up. */
  readonly usage: Usage;
}

/**
 * What went wrong:
 * - `usage`: the caller's arguments, agents or functions are not what they must be; the message says the remedy
 * - `network`: no answer could be had: refused, reset, unknown host
 * - `http`: the server answered with a status that is not 2xx
 * - `api`: the server said, in a body or an event of its own, that it failed
 * - `protocol`: what the server sent is no chat completion
 * - `incomplete`: the stream ended before the message did
 * - `function`: instructions or an approval predicate threw (what functions throw is told to the model instead)
 * - `model`: a chat model from outside rxswarm errored; `cause` says how
 * - `timeout`: a limit of time was met; the message says which
 * - `output`: the answer is not what `output` asks for, however often the model was asked again; the message says why
 * - `budget`: what a `budget()` allows is used up
 * - `aborted`: somebody stopped the run from elsewhere, as `cancel()` of `rxswarm/bullmq` does
 */
export type SwarmErrorType =
  | 'usage'
  | 'network'
  | 'http'
  | 'api'
  | 'protocol'
  | 'incomplete'
  | 'function'
  | 'model'
  | 'timeout'
  | 'output'
  | 'budget'
  | 'aborted';
