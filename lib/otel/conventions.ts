/**
 * Names of the semantic conventions for generative AI as published in OpenTelemetry Semantic Conventions v1.41.0
 * (status: Development). They are kept here, because the published npm package marks them as moved elsewhere.
 */
export const CONVENTIONS_VERSION = '1.41.0';

/** The address at which backends find the meaning of the names. */
export const SCHEMA_URL = `https://opentelemetry.io/schemas/${CONVENTIONS_VERSION}`;

/** The names of operations, which spans begin with. */
export const OPERATION = {
  chat: 'chat',
  executeTool: 'execute_tool',
  invokeAgent: 'invoke_agent',
  invokeWorkflow: 'invoke_workflow',
} as const;

/** The names of attributes. */
export const ATTRIBUTE = {
  agentName: 'gen_ai.agent.name',
  cachedInputTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheWriteTokens: 'gen_ai.usage.cache_creation.input_tokens',
  choiceCount: 'gen_ai.request.choice.count',
  errorType: 'error.type',
  finishReasons: 'gen_ai.response.finish_reasons',
  firstChunk: 'gen_ai.response.time_to_first_chunk',
  inputMessages: 'gen_ai.input.messages',
  inputTokens: 'gen_ai.usage.input_tokens',
  operation: 'gen_ai.operation.name',
  outputMessages: 'gen_ai.output.messages',
  outputTokens: 'gen_ai.usage.output_tokens',
  outputType: 'gen_ai.output.type',
  provider: 'gen_ai.provider.name',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  requestModel: 'gen_ai.request.model',
  responseId: 'gen_ai.response.id',
  responseModel: 'gen_ai.response.model',
  stopSequences: 'gen_ai.request.stop_sequences',
  stream: 'gen_ai.request.stream',
  tokenType: 'gen_ai.token.type',
  toolArguments: 'gen_ai.tool.call.arguments',
  toolCallId: 'gen_ai.tool.call.id',
  toolDefinitions: 'gen_ai.tool.definitions',
  toolName: 'gen_ai.tool.name',
  toolResult: 'gen_ai.tool.call.result',
  toolType: 'gen_ai.tool.type',
  workflowName: 'gen_ai.workflow.name',
} as const;

/** The attributes of numeric request parameters, by the parameter's name. */
export const REQUEST_PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  top_p: 'gen_ai.request.top_p',
  top_k: 'gen_ai.request.top_k',
  max_tokens: 'gen_ai.request.max_tokens',
  max_completion_tokens: 'gen_ai.request.max_tokens',
  seed: 'gen_ai.request.seed',
  frequency_penalty: 'gen_ai.request.frequency_penalty',
  presence_penalty: 'gen_ai.request.presence_penalty',
} as const;

/** The names of metrics. */
export const METRIC = {
  duration: 'gen_ai.client.operation.duration',
  firstChunk: 'gen_ai.client.operation.time_to_first_chunk',
  tokens: 'gen_ai.client.token.usage',
} as const;

/** The buckets of durations, in seconds, as the conventions advise. */
export const SECONDS = Array.from({ length: 14 }, (_, power) => 0.01 * 2 ** power);

/** The buckets of token counts, as the conventions advise. */
export const TOKENS = Array.from({ length: 14 }, (_, power) => 4 ** power);
