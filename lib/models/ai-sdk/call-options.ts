import { keptOf } from '../../messages/kept.ts';
import type { Origin } from '../../messages/origin.ts';
import type { ChatCompletionRequest, Tool } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { calledTools } from '../chat-completions/to-chat-completions.ts';
import { parametersFor, warnOnce } from '../parameters.ts';
import { type AiSdkModel, type Json, providerKey, type Version } from './language-model.ts';
import { toPrompt } from './to-prompt.ts';

/** The names of the AI SDK for settings of Chat Completions. The later one wins. */
const NAMES: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  seed: 'seed',
  max_tokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
};

const TRANSLATED = [...Object.keys(NAMES), 'stop', 'reasoning_effort', 'response_format', 'providerOptions'];

/**
 * Returns the call options of the AI SDK for a request, without the signal. Parameters that no API here knows, and those under
 * the key `aiSdk`, are call options of its own, such as `topK`, `headers` and `providerOptions`.
 */
export const callOptions = (request: ChatCompletionRequest, model: AiSdkModel, origin: Origin): Json => {
  const version = model.specificationVersion as Version;
  const parameters = parametersFor(request, 'aiSdk', TRANSLATED);
  const { tools = [] } = request;
  const { tools: declared = [], tool_choice: choice }: Partial<ChatCompletionRequest> =
    tools.length > 0 ? request : calledTools(request);
  const providerOptions = merged(
    ofProvider(request, model, version),
    request['providerOptions'],
    parameters['providerOptions'],
  );
  return {
    ...settingsOf(request, version),
    ...parameters,
    ...(declared.length > 0 && { tools: keptOf(declared, `ai-sdk ${version}`, () => declared.map(toTool(version))) }),
    ...(declared.length > 0 && choice !== undefined && { toolChoice: toToolChoice(choice) }),
    ...(providerOptions && { providerOptions }),
    prompt: toPrompt(request.messages, version, origin),
  };
};

const settingsOf = (request: ChatCompletionRequest, version: Version): Json => {
  const named = Object.entries(NAMES).flatMap(([name, own]) => (request[name] == null ? [] : [[own, request[name]]]));
  const { stop, reasoning_effort: effort } = request;
  const responseFormat = toResponseFormat(request['response_format']);
  return {
    ...(Object.fromEntries(named) as Json),
    ...(stop != null && { stopSequences: [stop].flat() }),
    ...(effort != null && version === 'v4' && { reasoning: effort }),
    ...(responseFormat && { responseFormat }),
  };
};

const toResponseFormat = (format: unknown): Json | undefined => {
  const { type, json_schema: given }: Json = isRecord(format) ? format : {};
  if (type === 'json_object') return { type: 'json' };
  if (type !== 'json_schema' || !isRecord(given)) return undefined;
  const { schema, name, description } = given;
  return { type: 'json', schema, name, description };
};

/** V2 has no field for strictness, and its providers hold models to schemas where they can. */
const toTool =
  (version: Version) =>
  ({ function: { name, description, parameters, strict } }: Tool): Json => ({
    type: 'function',
    name,
    description,
    inputSchema: parameters,
    ...(strict && version !== 'v2' && { strict }),
  });

const toToolChoice = (choice: NonNullable<ChatCompletionRequest['tool_choice']>): Json =>
  typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.function.name };

/** The options by which providers ask for one call at a time (as known in 2026; not compared with each provider's documents). */
const ONE_CALL: readonly string[] = ['azure', 'groq', 'mistral', 'openai'];

/** Settings that stand among a provider's own options. V4 has a field for the effort. */
const ofProvider = (request: ChatCompletionRequest, model: AiSdkModel, version: Version): Json => {
  const key = providerKey(model);
  const effort = version === 'v4' ? undefined : request['reasoning_effort'];
  const oneCall = request.parallel_tool_calls === false ? oneCallOf(key) : undefined;
  return effort == null && !oneCall
    ? {}
    : { [key]: { ...(effort != null && { reasoningEffort: effort }), ...oneCall } };
};

const oneCallOf = (key: string): Json | undefined => {
  if (key === 'anthropic') return { disableParallelToolUse: true };
  if (ONE_CALL.includes(key)) return { parallelToolCalls: false };
  warnOnce(`the setting "parallel_tool_calls" has no counterpart in the API "${key}" and is not sent.`);
  return undefined;
};

/** The caller's own options of a provider win over translated settings. */
const merged = (...layers: readonly unknown[]): Json | undefined => {
  const all: Record<string, Json> = {};
  for (const layer of layers.filter(isRecord)) {
    for (const key of Object.keys(layer)) all[key] = { ...all[key], ...(layer[key] as Json) };
  }
  return Object.keys(all).length > 0 ? all : undefined;
};
