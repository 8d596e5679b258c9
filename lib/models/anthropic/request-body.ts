import type { Origin } from '../../messages/origin.ts';
import type { ChatCompletionRequest } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { calledTools } from '../chat-completions/to-chat-completions.ts';
import { parametersFor } from '../parameters.ts';
import { jsonText } from '../transport/json-text.ts';
import { withCache } from './cache-control.ts';
import { defaultMaxTokens } from './max-tokens.ts';
import { modelVersion } from './model-version.ts';
import { formatOf } from './output-format.ts';
import { isForced, toolsOf } from './tools.ts';
import { thinkingOf } from './thinking.ts';
import { systemBlocks, toTurns } from './to-turns.ts';

/** Returns the body of a request to the Messages API. @throws SwarmError `usage` for what it cannot be asked. */
export const requestBody = (request: ChatCompletionRequest, origin: Origin): string =>
  jsonText(() => JSON.stringify(toBody({ ...request, ...calledTools(request) }, origin)));

const toBody = (request: ChatCompletionRequest, origin: Origin): object => {
  const { model, messages, stream } = request;
  const { tools = [], tool_choice } = toolsOf(request);
  const turns = toTurns(messages, origin);
  const maxTokens = maxTokensOf(request);
  const { thinking, effort } = thinkingOf(request, { maxTokens, isForced: isForced(tool_choice), turns });
  const { translated, parameters } = sampling(request, thinking !== undefined);
  const { cache, tools: ownTools, output_config: ownOutput, ...own } = parametersFor(request, 'anthropic', translated);
  const parts = withCache(
    {
      tools: Array.isArray(ownTools) ? [...tools, ...(ownTools as readonly object[])] : tools,
      system: systemBlocks(messages),
      messages: turns,
    },
    cache,
  );
  const format = formatOf(request);
  const output = { ...(effort && { effort }), ...(format && { format }), ...(isRecord(ownOutput) && ownOutput) };
  return {
    model,
    max_tokens: maxTokens,
    stream,
    ...(parts.system.length > 0 && { system: parts.system }),
    messages: parts.messages,
    ...(parts.tools.length > 0 && { tools: parts.tools }),
    ...(tool_choice && { tool_choice }),
    ...(thinking && { thinking }),
    ...(Object.keys(output).length > 0 && { output_config: output }),
    ...parameters,
    ...own,
  };
};

const maxTokensOf = ({ model, max_completion_tokens: most, max_tokens: older }: ChatCompletionRequest): number =>
  [most, older].find((each) => typeof each === 'number') ?? defaultMaxTokens(model);

/** Claude 4.7 and later refuse parameters of sampling (openrouter.ai/docs/guides/evaluate-and-optimize/model-migrations/claude-4-7, read 2026-12-01). */
const UNSAMPLED = 407;

const ALWAYS = [
  'reasoning_effort',
  'max_completion_tokens',
  'max_tokens',
  'stop',
  'user',
  'safety_identifier',
  'service_tier',
];
const SAMPLING = ['temperature', 'top_p'];

/** Returns the parameters that differ in spelling only, and the names of those that are accounted for. */
const sampling = (
  request: ChatCompletionRequest,
  isThinking: boolean,
): { readonly translated: readonly string[]; readonly parameters: object } => {
  const { temperature, top_p, stop, user, safety_identifier: identifier = user, service_tier: tier, model } = request;
  const isJsonMode = isRecord(request['response_format']) && request['response_format']['type'] === 'json_object';
  const isSampled = !isThinking && modelVersion(model) < UNSAMPLED;
  const stops = [stop].flat().filter((each) => typeof each === 'string' && each.trim() !== '');
  return {
    translated: [...ALWAYS, ...(isJsonMode ? [] : ['response_format']), ...(isSampled ? SAMPLING : [])],
    parameters: {
      // Chat Completions goes up to 2.
      ...(isSampled && typeof temperature === 'number' && { temperature: Math.min(temperature, 1) }),
      ...(isSampled && typeof top_p === 'number' && { top_p }),
      ...(stops.length > 0 && { stop_sequences: stops }),
      ...(typeof identifier === 'string' && { metadata: { user_id: identifier } }),
      ...(tier === 'auto' && { service_tier: 'auto' }),
      ...(tier === 'default' && { service_tier: 'standard_only' }),
    },
  };
};
