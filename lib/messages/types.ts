import type { Observable } from 'rxjs';
import type { Origin } from './origin.ts';
import type { Waiting } from './waiting.ts';

/* Messages: the Chat Completions wire, as far as an agent needs it */

/** A part of a user's message, such as `{ type: 'text', text }` or `{ type: 'image_url', image_url: { url } }`. */
export interface ContentPart {
  /** Kind of the part, such as `text` or `image_url`. The other properties depend on it. */
  readonly type: string;
  readonly [property: string]: unknown;
}

/** Instructions to the model, above the words of the user. */
export interface SystemMessage {
  /** Role by which the model knows instructions. Some newer models say `developer`. */
  readonly role: 'system' | 'developer';
  /** Text of the instructions, whole or in parts. */
  readonly content: string | readonly ContentPart[];
  /** Name of the author, for models that tell several apart. Default: not sent. */
  readonly name?: string;
}

/** Request of the model to call one function. */
export interface ToolCall {
  /** Unique within its message; the tool message that answers the call repeats it. */
  readonly id: string;
  /** Kind of the call. Functions are the only kind. */
  readonly type: 'function';
  /** Function to call, with its arguments. */
  readonly function: {
    /** Name of the function, as the tool declared it. Models may make up others. */
    readonly name: string;
    /** JSON as the model wrote it: `''` and text that is not JSON occur. */
    readonly arguments: string;
  };
}

/** Answer of the model: text, calls of functions, or a refusal. */
export interface AssistantMessage {
  /** Role of the model. */
  readonly role: 'assistant';
  /** Text of the answer, whole or in parts; null or absent if the model only calls functions. */
  readonly content?: string | readonly ContentPart[] | null;
  /** Words by which the model declines to answer; null or absent if it answers. */
  readonly refusal?: string | null;
  /** Calls that the model asks for, in its order. Absent if it asks for none. */
  readonly tool_calls?: readonly ToolCall[];
  /** Name of the author, for models that tell several apart. Default: not sent. */
  readonly name?: string;
  /** The agent that was active in that turn. Never sent. */
  readonly sender?: string;
  /** True if the user stopped the text before its end. Never sent. Absent on a whole message. */
  readonly isCut?: true;
  /** The server and the model that answered. Never sent. Absent if the chat model does not tell. */
  readonly origin?: Origin;
}

/** Result of one call, for the model to read. */
export interface ToolMessage {
  /** Role of a result. */
  readonly role: 'tool';
  /** The `id` of the call that the message answers. */
  readonly tool_call_id: string;
  /** Text of the result, whole or in parts. */
  readonly content: string | readonly ContentPart[];
  /** The function that answered. Never sent. */
  readonly tool_name?: string;
  /** Present while the call waits: the message leaves it open, and is never sent. Absent on a result. */
  readonly waiting?: Waiting;
}

/** Words of the user. */
export interface UserMessage {
  /** Role of the user. */
  readonly role: 'user';
  /** Text of the message, or its parts with images among them. */
  readonly content: string | readonly ContentPart[];
  /** Name of the author, for models that tell several users apart. Default: not sent. */
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
  /** Number of tokens in the request. */
  readonly prompt_tokens: number;
  /** Number of tokens in the answer, its reasoning included. */
  readonly completion_tokens: number;
  /** Number of tokens of request and answer together. */
  readonly total_tokens: number;
  /** Parts of `prompt_tokens` by name, such as `cached_tokens`. Absent if the server does not tell. */
  readonly prompt_tokens_details?: Readonly<Record<string, number>>;
  /** Parts of `completion_tokens` by name, such as `reasoning_tokens`. Absent if the server does not tell. */
  readonly completion_tokens_details?: Readonly<Record<string, number>>;
}

/** What the model sees of a function. */
export interface Tool {
  /** Kind of the tool. Functions are the only kind. */
  readonly type: 'function';
  /** Description of the function. */
  readonly function: {
    /** Name by which the model calls the function, `^[a-zA-Z0-9_-]{1,64}$`. */
    readonly name: string;
    /** Tells the model what the function does. Absent if nothing is said. */
    readonly description?: string;
    /** Object schema of the arguments. */
    readonly parameters: JsonSchema;
    /** True: the server holds the model to the schema. False: the arguments may differ from it. */
    readonly strict: boolean;
  };
}

/** Rule by which the model chooses functions: no call, its own choice, at least one call, or a call of this function. */
export type ToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | {
      /** Kind of the tool. Functions are the only kind. */
      readonly type: 'function';
      /** Function that the model must call. */
      readonly function: {
        /** Name of the function, as `tools` has it. */
        readonly name: string;
      };
    };

/** A JSON Schema, 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A request in the shape of Chat Completions. Its messages are those of the run, with the fields that a wire does not send;
 * `toChatCompletions()` leaves those out. Any further parameter is passed on as it is.
 */
export interface ChatCompletionRequest {
  /** Name of the model, as the server knows it. */
  readonly model: string;
  /** Conversation so far, the instructions first. */
  readonly messages: readonly Message[];
  /** Functions that the model may call. Absent if the agent has no functions. */
  readonly tools?: readonly Tool[];
  /** Rule by which the model chooses a function. Absent: the server decides, mostly `auto`. */
  readonly tool_choice?: ToolChoice;
  /** False: the model asks for one call at most in a message. Absent: it may ask for several. */
  readonly parallel_tool_calls?: boolean;
  /** True: the answer arrives in chunks. False: it arrives whole. */
  readonly stream: boolean;
  /** Settings of a streamed answer, such as `{ include_usage: true }`. Absent if the answer is not streamed. */
  readonly stream_options?: Readonly<Record<string, unknown>>;
  readonly [parameter: string]: unknown;
}

/** A fragment of a call. Servers leave out any of these; `message.ts` says how fragments find each other. */
export interface ToolCallDelta {
  /** Position of the call in its message, from 0. */
  readonly index?: number | null;
  /** Id of the call, mostly on its first fragment only. */
  readonly id?: string | null;
  /** Kind of the call, `function`, mostly on its first fragment only. */
  readonly type?: string | null;
  /** Fragment of the function and its arguments. */
  readonly function?: {
    /** Name of the function, mostly on the first fragment only. */
    readonly name?: string | null;
    /** Piece of the JSON text, to be appended to the pieces before; some servers send a whole object. */
    readonly arguments?: string | Readonly<Record<string, unknown>> | null;
  } | null;
}

/** What a chunk adds to the message, as the server sent it. */
export interface Delta {
  /** Role of the message, on its first delta. */
  readonly role?: string | null;
  /** Text to append to the message. */
  readonly content?: string | null;
  /** Text to append to the refusal. */
  readonly refusal?: string | null;
  /** Fragments of calls. Several calls may grow in one delta. */
  readonly tool_calls?: readonly ToolCallDelta[] | null;
  /** Where a server tells its reasoning apart: `reasoning_content` (DeepSeek, Qwen, vLLM) or `reasoning` (Ollama, OpenRouter). */
  readonly reasoning_content?: string | null;
  /** Reasoning to append, under the name that Ollama and OpenRouter use. */
  readonly reasoning?: string | null;
  /** On the delta that begins a message or carries the role: the agent that is speaking. */
  readonly sender?: string;
}

/** Piece of an answer, as the server streams it. An answer that is not streamed is one chunk. */
export interface ChatCompletionChunk {
  /** Server's name for the completion. All chunks of an answer repeat it. */
  readonly id?: string;
  /** Model that answers; routers choose one. */
  readonly model?: string;
  /** Time of the completion, in seconds since 1970. */
  readonly created?: number;
  /** Name of the configuration that the model runs with. */
  readonly system_fingerprint?: string | null;
  /** Tier that serves the request, such as `default` or `flex`. */
  readonly service_tier?: string | null;
  /** Additions to the answer. The list is empty on a chunk that only counts tokens. */
  readonly choices: readonly {
    /** Position of the answer among several, from 0. */
    readonly index?: number | null;
    /** Addition to the message. */
    readonly delta: Delta;
    /** Reason why the answer ended, such as `stop`, `length` or `tool_calls`; null or absent until then. */
    readonly finish_reason?: string | null;
    /** Log probabilities of the tokens in this chunk, if the request asks for them. */
    readonly logprobs?: Logprobs | null;
  }[];
  /** Tokens of the whole answer, mostly on the last chunk only. */
  readonly usage?: Usage | null;
  /** The server and the model that answer, on the first chunk: wires of this package tell it. */
  readonly origin?: Origin;
}

/** The log probabilities of tokens, of the text and of a refusal. */
export interface Logprobs {
  readonly content?: readonly unknown[] | null;
  readonly refusal?: readonly unknown[] | null;
}

/** A request in, a cold stream of chunks out: one request a subscription; unsubscribing closes the socket. */
export type ChatModel = (request: ChatCompletionRequest) => Observable<ChatCompletionChunk>;
