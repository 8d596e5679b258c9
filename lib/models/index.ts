/* Wires: chat models that ask a server */
export { http, type HttpOptions } from './http.ts';
export { openai } from './openai.ts';
export type { OpenAIClient } from './openai/openai-client.ts';
export type { ApiKey } from './transport/api-key.ts';
export type { Fetch } from './transport/redirects.ts';

/* Functions from chat model to chat model */
export { budget, type BudgetOptions } from './budget.ts';
export { byModel, type ByModelOptions } from './by-model.ts';
export { fallback } from './fallback.ts';
export { rateLimit, type RateLimit } from './rate-limit.ts';
export type { RateLimitOptions } from './limit/limiter.ts';
export { retry, type RetryOptions } from './retry.ts';
export { timeout, type TimeoutOptions } from './timeout.ts';

/* Prices */
export { costOf, type Price, type Prices } from './cost.ts';

/* A chat model of your own */
export { toChatCompletions } from './chat-completions/to-chat-completions.ts';
export type { ChatCompletionChunk, ChatCompletionRequest, ChatModel, Tool } from '../messages/types.ts';
