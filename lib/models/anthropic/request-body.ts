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
import { settingOf } from './thoughts-setting.ts';
import { isForced, toolsOf } from './tools.ts';
import { thinkingOf } from './thinking.ts';
import { systemBlocks, toTurns } from './to-turns.ts';

/** Returns the body of a request to the Messages API. @throws SwarmError `usage` for what it cannot be asked. */
export const requestBody = (request: ChatCompletionRequest, origin: Origin): string =>
  jsonText(() => JSON.stringify(toBody({ ...request, ...calledTools(request) }, origin)));

/** JSON leaves out the fields that are undefined. */
const toBody = (request: ChatCompletionRequest, origin: Origin): object => {
  const { model, messages, stream } = request;
  const { tools = [], tool_choice } = toolsOf(request);
  const turns = toTurns(messages, origin, settingOf(request));
  const maxTokens = maxTokensOf(request);
  const { thinking, effort } = thinkingOf(request, { maxTokens, isForced: isForced(tool_choice), turns });
  const { translated, parameters } = sampling(request, isOn(ownOf(request)['thinking'] ?? thinking));
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
    ...{ model, max_tokens: maxTokens, stream },
    ...{ system: filled(parts.system), messages: parts.messages, tools: filled(parts.tools), tool_choice, thinking },
    output_config: filled(Object.keys(output)) && output,
    ...parameters,
    ...own,
  };
};

/** Returns a list that has items. */
const filled = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined);

const ownOf = ({ anthropic: own }: ChatCompletionRequest): Readonly<Record<string, unknown>> =>
  isRecord(own) ? own : {};

const isOn = (thinking: unknown): boolean => isRecord(thinking) && thinking['type'] !== 'disabled';

const maxTokensOf = (request: ChatCompletionRequest): number => {
  const { model, max_completion_tokens: most, max_tokens: older } = request;
  return [ownOf(request)['max_tokens'], most, older].find(isNumber) ?? defaultMaxTokens(model);
};

const isNumber = (value: unknown): value is number => typeof value === 'number';

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
      temperature: isSampled && isNumber(temperature) ? Math.min(temperature, 1) : undefined,
      top_p: isSampled ? top_p : undefined,
      stop_sequences: filled(stops),
      metadata: typeof identifier === 'string' ? { user_id: identifier } : undefined,
      // `auto` is what the server does without it.
      service_tier: tier === 'default' ? 'standard_only' : undefined,
    },
  };
};
