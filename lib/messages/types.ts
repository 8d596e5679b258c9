import type { Observable } from 'rxjs';

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

export interface UserMessage {
  readonly role: 'user';
  readonly content: string | readonly ContentPart[];
  readonly name?: string;
}

/**
 * One message of a conversation. The user's stands last: where no member fits, the compiler speaks of the last one, and most
 * lists that do not fit are `[{ role: 'user', content }]`, whose role became a `string`.
 */
export type Message = SystemMessage | AssistantMessage | ToolMessage | UserMessage;

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
  readonly created?: number;
  readonly system_fingerprint?: string | null;
  readonly service_tier?: string | null;
  readonly choices: readonly {
    readonly index?: number | null;
    readonly delta: Delta;
    readonly finish_reason?: string | null;
    readonly logprobs?: Logprobs | null;
  }[];
  readonly usage?: Usage | null;
}

/** The log probabilities of tokens, of the text and of a refusal. */
export interface Logprobs {
  readonly content?: readonly unknown[] | null;
  readonly refusal?: readonly unknown[] | null;
}

/** A request in, a cold stream of chunks out: one request a subscription; unsubscribing closes the socket. */
export type ChatModel = (request: ChatCompletionRequest) => Observable<ChatCompletionChunk>;
