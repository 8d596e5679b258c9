/* Agents */
export { Agent, Result, type AgentOptions, type Instructions, type ResultOptions } from './agent.ts';

/* Running them */
export { Swarm } from './swarm.ts';
export type { ExtractOptions } from './extraction.ts';
export { SwarmError, type SwarmErrorDetails, type SwarmErrorType } from './errors.ts';

/* What goes in */
export type { CallContext } from './call-context.ts';
export type { Checkpoint } from './checkpoint.ts';
export type { AnyFunction } from './schema/bound.ts';
export type { RunAllOptions, Runs } from './wide/run-all-options.ts';
export type { Approval, Run, RunOptions } from './run-options.ts';
export type { CheckedOutput, Offer, Output, OutputFields, Standing, Verdict } from './output/types.ts';
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
export type { DeepPartial, OutputOf } from './output/types.ts';
export type {
  AgentUsage,
  ContextOf,
  ContextVariablesEvent,
  DelimiterEvent,
  Delta,
  HandoffEvent,
  Response,
  ResponseEvent,
  RetryEvent,
  RunAllEvent,
  RunEvent,
  RunResult,
  ToolCallDelta,
  ToolEvent,
  Usage,
} from './types.ts';

export { costOf, type Price, type Prices } from './cost.ts';

/* Chat models, and what stands around them */
export { budget, type BudgetOptions } from './chat/budget.ts';
export { fallback } from './chat/fallback.ts';
export { http, type HttpOptions } from './chat/http.ts';
export type { OpenAIClient, OpenAIRequestOptions } from './chat/openai-client.ts';
export { openai } from './chat/openai.ts';
export { rateLimit, type RateLimit, type RateLimitOptions } from './chat/rate-limit.ts';
export type { ApiKey } from './chat/request/api-key.ts';
export type { Fetch } from './chat/request/follow.ts';
export { retry, type RetryOptions } from './chat/retry.ts';
export { timeout, type TimeoutOptions } from './chat/timeout.ts';
export type { ChatCompletionChunk, ChatCompletionRequest, ChatModel, JsonSchema, Tool } from './types.ts';
