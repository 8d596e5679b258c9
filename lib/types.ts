import type { Observable, SchedulerLike } from 'rxjs';
import type { Agent } from './agent.ts';
import type { SwarmErrorType } from './errors.ts';

/* Context variables */

/** What functions and instructions know beside the conversation; never shown to the model. */
export type ContextVariables = Readonly<Record<string, unknown>>;

/** The context variables an agent works with: `ContextOf<Agent<Shop>>` is `Shop`. */
export type ContextOf<A> = A extends Agent<infer C> ? C : ContextVariables;

/* Messages: the Chat Completions wire, as far as an agent needs it */

/** A part of a user's message, such as `{ type: 'text', text }` or `{ type: 'image_url', image_url: { url } }`. */
export interface ContentPart {
  readonly type: string;
  readonly [property: string]: unknown;
}

export interface SystemMessage {
  readonly role: 'system' | 'developer';
  readonly content: string | readonly ContentPart[];
  readonly name?: string;
}

export interface UserMessage {
  readonly role: 'user';
  readonly content: string | readonly ContentPart[];
  readonly name?: string;
}

export interface ToolCall {
  /** Unique within its message; the tool message that answers the call repeats it. */
  readonly id: string;
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    /** JSON as the model wrote it: `''` and text that is not JSON occur. */
    readonly arguments: string;
  };
}

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content?: string | readonly ContentPart[] | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly ToolCall[];
  readonly name?: string;
  /** The agent that was active in that turn. Never sent. */
  readonly sender?: string;
}

export interface ToolMessage {
  readonly role: 'tool';
  readonly tool_call_id: string;
  readonly content: string | readonly ContentPart[];
  /** The function that answered. Never sent. */
  readonly tool_name?: string;
}

export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/* What a chat model takes and gives */

/** Tokens, as the server counts them. `{ prompt: 3, completion: 5, total: 8 }` in the wire's own words. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: Readonly<Record<string, number>>;
  readonly completion_tokens_details?: Readonly<Record<string, number>>;
}

/** What the model sees of a function. */
export interface Tool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters: JsonSchema;
    readonly strict: boolean;
  };
}

export type ToolChoice =
  'none' | 'auto' | 'required' | { readonly type: 'function'; readonly function: { readonly name: string } };

/** A JSON Schema, 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The body of a Chat Completions request: API fields only, nothing null. Any further parameter stands beside these. */
export interface ChatCompletionRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools?: readonly Tool[];
  readonly tool_choice?: ToolChoice;
  readonly parallel_tool_calls?: boolean;
  readonly stream: boolean;
  readonly stream_options?: Readonly<Record<string, unknown>>;
  readonly [parameter: string]: unknown;
}

/** A fragment of a call. Servers leave out any of these; `message.ts` says how fragments find each other. */
export interface ToolCallDelta {
  readonly index?: number | null;
  readonly id?: string | null;
  readonly type?: string | null;
  readonly function?: {
    readonly name?: string | null;
    readonly arguments?: string | Readonly<Record<string, unknown>> | null;
  } | null;
}

/** What a chunk adds to the message, as the server sent it. */
export interface Delta {
  readonly role?: string | null;
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly ToolCallDelta[] | null;
  /** Where a server tells its reasoning apart: `reasoning_content` (DeepSeek, Qwen, vLLM) or `reasoning` (Ollama, OpenRouter). */
  readonly reasoning_content?: string | null;
  readonly reasoning?: string | null;
  /** On the delta that carries the role: the agent that is speaking. */
  readonly sender?: string;
}

export interface ChatCompletionChunk {
  readonly id?: string;
  readonly model?: string;
  readonly choices: readonly {
    readonly index?: number | null;
    readonly delta: Delta;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Usage | null;
}

/** A request in, a cold stream of chunks out: one request a subscription; unsubscribing closes the socket. */
export type ChatModel = (request: ChatCompletionRequest) => Observable<ChatCompletionChunk>;

/* Events */

/** A turn begins, its message is whole. */
export interface DelimiterEvent {
  readonly delim: 'start' | 'end';
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

/** Context variables changed: the change, not the whole. */
export interface ContextVariablesEvent<C extends object = ContextVariables> {
  readonly contextVariables: Partial<C>;
}

/** A turn is tried again: what it has streamed since its start is void. */
export interface RetryEvent {
  readonly retry: {
    /** How many attempts of this turn have failed. */
    readonly attempt: number;
    /** What the last one failed with. */
    readonly type: SwarmErrorType;
    readonly message: string;
  };
}

/** Where a run stands. With the messages that went in, all that the next run needs. */
export interface Response<A extends { readonly name: string } = Agent> {
  /** The new ones of this run: answers and tool messages. */
  readonly messages: readonly Message[];
  /** The one that is active: pass it to the next run. */
  readonly agent: A;
  readonly contextVariables: ContextOf<A>;
  /** Summed over the turns of this run; absent when no server counted. */
  readonly usage?: Usage;
  /** Why the last turn ended, in the server's word (`stop`, `length`, `tool_calls`, …) or `max_turns`. */
  readonly finishReason?: string;
  /** On the far side of a wire: all that the next run needs, sealed. Pass it on as it is. */
  readonly state?: string;
}

/** Once, last; then the stream completes. */
export interface ResponseEvent<A extends { readonly name: string } = Agent> {
  readonly response: Response<A>;
}

/**
 * What a run emits, told apart by one key (`'response' in event`); what has none of these keys is a delta.
 * On the far side of a wire, `A` is `{ name: string }`.
 */
export type RunEvent<A extends { readonly name: string } = Agent> =
  | DelimiterEvent
  | Delta
  | ToolEvent
  | HandoffEvent
  | ContextVariablesEvent<ContextOf<A>>
  | RetryEvent
  | ResponseEvent<A>;

/* What the caller says */

/** The call a function is executed for: a parameter at the place of `'$call'` in a schema's `order`. */
export interface CallContext {
  /** That of the call, as the model gave it: unique within its message only. */
  readonly id: string;
  /** `RunOptions.runId`. */
  readonly run: string;
  /** Run, place in the conversation and id in one: the same whenever this very call is executed again, and no other's. */
  readonly idempotencyKey: string;
}

/** Of one call that waits for approval: let it run, or answer it with the reason why not. */
export type Approval = true | { readonly declined: string };

/**
 * What a run is asked for. `agent`, `contextVariables` and `modelOverride` may be Observables: each emission is applied
 * once, at the start of the next turn, as a `Result` would be, and what functions set since stands.
 */
export interface RunOptions<C extends object = ContextVariables> {
  /** The agent that begins. Of an Observable the first value is waited for. */
  readonly agent: Agent<C> | Observable<Agent<C>>;
  /** The conversation so far. Calls it ends with are executed first: this is how a run is resumed. */
  readonly messages: readonly Message[];
  /** Default: none. */
  readonly contextVariables?: NoInfer<C> | Observable<Partial<NoInfer<C>>>;
  /** Used instead of each agent's own `model`. */
  readonly modelOverride?: string | Observable<string>;
  /** The most completions a run may ask for, a whole number from 1 up or `Infinity`. Default 50. */
  readonly maxTurns?: number;
  /** False: the response ends with the calls unanswered, for the caller to execute. Default true. */
  readonly executeTools?: boolean;
  /** How many calls of a turn may be under way at once, from 1 up. Default 1: one after another. */
  readonly toolConcurrency?: number;
  /** By call id: what was decided of the calls that wait for approval. */
  readonly approvals?: Readonly<Record<string, Approval>>;
  /** Milliseconds the run may take in all; it then errors with type `timeout`. Default: no limit. */
  readonly runTimeout?: number;
  /** Milliseconds a call may take; the model is then told so, and the function's signal aborts. Default: no limit. */
  readonly functionTimeout?: number;
  /** How many times a turn that breaks in mid-stream is asked for again. Default 0: the run errors. */
  readonly restartTurns?: number;
  /** Names the run to its functions. One that resumes another has to bear its id. Default: a random one. */
  readonly runId?: string;
  /** Times the limits and pauses of this run. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /** Log this run (`rxswarm:run`, `rxswarm:chat`, `rxswarm:tool`) whatever `DEBUG` says. Default false. */
  readonly debug?: boolean;
}
