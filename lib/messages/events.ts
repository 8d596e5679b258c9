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
  readonly delim: 'start' | 'end';
  /** On `end` only, where the server told of any: facts about the completion. */
  readonly completion?: CompletionInfo;
}

/** A call starts, reports progress and ends. Several calls may be under way: `id` tells them apart. */
export interface ToolEvent {
  readonly tool: {
    /** That of the call. */
    readonly id: string;
    readonly name: string;
  } & (
    | { readonly status: 'start'; readonly arguments: string }
    /** It is not executed until the caller approves it: the response follows. */
    | { readonly status: 'waiting'; readonly arguments: string }
    /** A value of the Observable that the function returned, as JSON holds it. */
    | { readonly status: 'progress'; readonly value: unknown }
    | { readonly status: 'end'; readonly message: ToolMessage }
  );
}

/** The active agent changes, from the next turn on; by name. */
export interface HandoffEvent {
  readonly handoff: { readonly from: string; readonly to: string };
}

/**
 * A turn is tried again, or the model asked again for an output that was wrong: what streamed since its start is void. Its
 * start is the last `{ delim: 'start' }`, or that of the run where there was none. A run on a queue may say so of calls too:
 * what of the turn is stored is streamed again.
 */
export interface RetryEvent {
  readonly retry: {
    /** How many attempts of this turn have failed; of type `output`, how many answers of this run. */
    readonly attempt: number;
    /** What the last one failed with. */
    readonly type: SwarmErrorType;
    readonly message: string;
  };
}

/** What one agent's turns with one model used. */
export interface AgentUsage {
  /** By name. */
  readonly agent: string;
  /** As it was asked for. */
  readonly model: string;
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
 * - `model`: a chat model that is none of rxswarm's errored; `cause` says how
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
