/* Agents */
export { Agent, Result, type AgentOptions, type Instructions, type ResultOptions } from './agent.ts';

/* Running them */
export { Swarm } from './swarm.ts';
export { SwarmError, type SwarmErrorDetails, type SwarmErrorType } from './errors.ts';

/* What goes in */
export type { AnyFunction } from './schema/bound.ts';
export type {
  Approval,
  AssistantMessage,
  CallContext,
  ContentPart,
  ContextVariables,
  Message,
  RunOptions,
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
export { http, type HttpOptions } from './chat/http.ts';
export type { OpenAIClient } from './chat/openai-client.ts';
export { openai } from './chat/openai.ts';
export type { ChatCompletionChunk, ChatCompletionRequest, ChatModel, JsonSchema, Tool } from './types.ts';
