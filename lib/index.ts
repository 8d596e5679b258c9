/* Agents */
export { Agent, Result, type AgentOptions, type Instructions, type ResultOptions } from './agent/agent.ts';

/* Running them */
export { Swarm } from './swarm.ts';
export type { ExtractOptions } from './swarm.ts';
export { SwarmError, type SwarmErrorDetails } from './agent/errors.ts';
export { type SwarmErrorType } from './messages/events.ts';

/* What goes in */
export type { CallContext } from './agent/function-schema.ts';
export type { Checkpoint } from './agent/run-options.ts';
export type { AnyFunction } from './agent/function-schema.ts';
export type { RunAllOptions, Runs } from './loop/run-all/run-all.ts';
export type { Approval, Run, RunOptions } from './agent/run-options.ts';
export type { CheckedOutput, Offer, Output, OutputFields, Standing, Verdict } from './agent/output.ts';
export type {
  AssistantMessage,
  ContentPart,
  Message,
  SystemMessage,
  ToolCall,
  ToolChoice,
  ToolMessage,
  UserMessage,
} from './messages/types.ts';
export type { ContextVariables } from './agent/context.ts';

/* What comes out */
export type { DeepPartial, OutputOf } from './agent/output.ts';
export type { AgentUsage, DelimiterEvent, HandoffEvent, RetryEvent, ToolEvent } from './messages/events.ts';
export type { ContextOf, ContextVariablesEvent, Response, ResponseEvent, RunEvent } from './agent/response.ts';
export type { Delta, ToolCallDelta, Usage } from './messages/types.ts';
export type { RunAllEvent, RunResult } from './agent/run-all-events.ts';

export { costOf, type Price, type Prices } from './models/cost.ts';

/* Chat models, and what stands around them */
export { budget, type BudgetOptions } from './models/budget.ts';
export { fallback } from './models/fallback.ts';
export { http, type HttpOptions } from './models/http.ts';
export type { OpenAIClient, OpenAIRequestOptions } from './models/openai/openai-client.ts';
export { openai } from './models/openai.ts';
export { rateLimit, type RateLimit } from './models/rate-limit.ts';
export { type RateLimitOptions } from './models/limit/limiter.ts';
export type { ApiKey } from './models/transport/api-key.ts';
export type { Fetch } from './models/transport/redirects.ts';
export { retry, type RetryOptions } from './models/retry.ts';
export { timeout, type TimeoutOptions } from './models/timeout.ts';
export type { ChatCompletionChunk, ChatCompletionRequest, ChatModel, JsonSchema, Tool } from './messages/types.ts';
