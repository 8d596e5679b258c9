import type { Observable } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import type { SwarmError, SwarmErrorType } from '../agent/errors.ts';
import type { OutputOf } from '../agent/output.ts';

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

/** Where a run stands. With the messages that went in, all that the next run needs. */
export interface Response<A extends { readonly name: string } = Agent> {
  /** The new ones of this run: answers and tool messages. */
  readonly messages: readonly Message[];
  /** The one that is active: pass it to the next run. */
  readonly agent: A;
  readonly contextVariables: ContextOf<A>;
  /** Summed over the turns of this run; absent when no server counted. */
  readonly usage?: Usage;
  /** The same, told apart by agent and model, in the order they first answered; absent when no server counted. */
  readonly usageByAgent?: readonly AgentUsage[];
  /** The answer as a value, where an output was asked for and the run ended with one. */
  readonly output?: OutputOf<A>;
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

/* Many runs */

/** What one of many runs came to: the place of its options among the inputs, from 0, and its response or its error. */
export type RunResult<A extends { readonly name: string } = Agent> =
  | { readonly index: number; readonly response: Response<A>; readonly error?: never }
  | { readonly index: number; readonly error: SwarmError; readonly response?: never };

/** What one of many runs emits, and, last, what it failed with if it did. */
export type RunAllEvent<A extends { readonly name: string } = Agent> =
  | { readonly index: number; readonly event: RunEvent<A>; readonly error?: never }
  | { readonly index: number; readonly error: SwarmError; readonly event?: never };
