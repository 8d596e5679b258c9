/* Agents */
export { Agent, Result, type AgentOptions, type Instructions, type ResultOptions } from './agent/agent.ts';

/* Running them */
export { Swarm } from './swarm.ts';
export type { ExtractOptions } from './extraction.ts';
export { SwarmError, type SwarmErrorDetails, type SwarmErrorType } from './agent/errors.ts';

/* What goes in */
export type { CallContext } from './call-context.ts';
export type { Checkpoint } from './checkpoint.ts';
export type { AnyFunction } from './agent/function-schema.ts';
export type { RunAllOptions, Runs } from './wide/run-all-options.ts';
export type { Approval, Run, RunOptions } from './agent/run-options.ts';
export type { CheckedOutput, Offer, Output, OutputFields, Standing, Verdict } from './agent/output.ts';
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
} from './messages/types.ts';

/* What comes out */
export type { DeepPartial, OutputOf } from './agent/output.ts';
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
} from './messages/types.ts';

export { costOf, type Price, type Prices } from './models/cost.ts';

/* Chat models, and what stands around them */
export { budget, type BudgetOptions } from './models/budget.ts';
export { fallback } from './models/fallback.ts';
export { http, type HttpOptions } from './models/http.ts';
export type { OpenAIClient, OpenAIRequestOptions } from './models/openai/openai-client.ts';
export { openai } from './models/openai.ts';
export { rateLimit, type RateLimit, type RateLimitOptions } from './models/rate-limit.ts';
export type { ApiKey } from './models/transport/api-key.ts';
export type { Fetch } from './models/transport/redirects.ts';
export { retry, type RetryOptions } from './models/retry.ts';
export { timeout, type TimeoutOptions } from './models/timeout.ts';
export type { ChatCompletionChunk, ChatCompletionRequest, ChatModel, JsonSchema, Tool } from './messages/types.ts';
