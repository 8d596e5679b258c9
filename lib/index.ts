/* Agents */
export { Agent, Result, type AgentOptions, type Instructions, type ResultOptions } from './agent.ts';

/* Running them */
export { Swarm } from './swarm.ts';
export { SwarmError, type SwarmErrorDetails, type SwarmErrorType } from './errors.ts';

/* What goes in */
export type { AnyFunction } from './schema/bound.ts';
export type { Approval, RunOptions } from './run-options.ts';
export type {
  AssistantMessage,
  ContentPart,
  ContextVariables,
  Message,
  SystemMessage,
  ToolCall,
  ToolChoice,
  ToolMessage,
  UserMessage,
} from './types.ts';

/* What comes out */
export type {
  ContextOf,
  ContextVariablesEvent,
  DelimiterEvent,
  Delta,
  HandoffEvent,
  Response,
  ResponseEvent,
  RetryEvent,
  RunEvent,
  ToolCallDelta,
  ToolEvent,
  Usage,
} from './types.ts';

/* Chat models */
export { fallback } from './chat/fallback.ts';
export { http, type HttpOptions } from './chat/http.ts';
export type { OpenAIClient, OpenAIRequestOptions } from './chat/openai-client.ts';
export { openai } from './chat/openai.ts';
export type { ApiKey } from './chat/request/api-key.ts';
export type { Fetch } from './chat/request/follow.ts';
export { retry, type RetryOptions } from './chat/retry.ts';
export { timeout, type TimeoutOptions } from './chat/timeout.ts';
export type { ChatCompletionChunk, ChatCompletionRequest, ChatModel, JsonSchema, Tool } from './types.ts';
