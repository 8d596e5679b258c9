import type { Logprobs, ToolMessage, Usage, UserMessage } from './types.ts';
import type { AskedQuestion, WaitingReason } from './waiting.ts';

/** Facts about a completion that its message does not hold, in the server's words. A fact that the server leaves out is absent. */
export interface CompletionInfo {
  /** The server's name for the completion. */
  readonly id?: string;
  /** The model that answered. Behind a router it may differ from the one that was asked. */
  readonly model?: string;
  /** The moment at which it was made, in seconds since 1970. */
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
  /** Facts about the completion: on `end` only, and only if the server sent any. */
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
        /** JSON as the model wrote it, or as somebody edited it. */
        readonly arguments: string;
      }
    | {
        /** The call is not executed until the caller decides on it: the response follows. */
        readonly status: 'waiting';
        /** The thing that it waits for, which says what decisions fit. */
        readonly reason: WaitingReason;
        /** JSON as the model wrote it, or as somebody edited it. */
        readonly arguments: string;
        /** The question to the user, where the reason is one. */
        readonly question?: AskedQuestion;
        /** True if a client may change the arguments before it approves: the function's rule has `edit`. */
        readonly edit?: true;
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

/** A message of the user that came in while the run was under way. The next turn reads it. */
export interface SaidEvent {
  /** The message, as `response.messages` has it. */
  readonly said: UserMessage;
}

/** Another agent is active from the next turn on. Both are told by name. */
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
 * A turn is tried again, or the model is asked again for an output that was wrong. The events since the last
 * `{ delim: 'start' }` are void; without such an event, all events of the run are. A run on a queue also emits this when it
 * executes calls again: the stored part of the turn is then streamed again.
 */
export interface RetryEvent {
  /** The attempt that failed. */
  readonly retry: {
    /** The number of attempts of this turn that failed. With type `output`: the number of wrong answers of this run. */
    readonly attempt: number;
    /** The type of the last attempt's error. */
    readonly type: SwarmErrorType;
    /** The message of that error. */
    readonly message: string;
  };
}

/** Tokens that the turns of one agent used with one model. */
export interface AgentUsage {
  /** The agent's name. */
  readonly agent: string;
  /** The model's name, as it was asked for. */
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
 * - `fatal`: a function threw `new SwarmError('fatal', words)` to end its run
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
  | 'fatal'
  | 'aborted';
