import type { Origin } from '../../messages/origin.ts';
import type { ChatCompletionRequest } from '../../messages/types.ts';
import { normalMessages } from '../normal-form/normal-messages.ts';
import { parametersFor } from '../parameters.ts';
import { isRecord } from '../../util/is-record.ts';
import { toInput } from './to-input.ts';
import { toFormat, toTool, toToolChoice } from './tools.ts';

type Json = Readonly<Record<string, unknown>>;

/** Parameters of Chat Completions that the API takes under the same name (`ResponseCreateParamsBase` of openai/openai-node, read 2026-12-01). */
const SAME = [
  ...['metadata', 'moderation', 'parallel_tool_calls', 'prompt_cache_key', 'prompt_cache_options'],
  ...['prompt_cache_retention', 'safety_identifier'],
  ...['service_tier', 'store', 'temperature', 'top_logprobs', 'top_p', 'user'],
];

/** Parameters that stand elsewhere or under another name in the API. */
const MOVED = [
  'max_completion_tokens',
  'max_tokens',
  'reasoning_effort',
  'response_format',
  'verbosity',
  'logprobs',
] as const;

/** Returns the body of a request. */
export const toResponses = (request: ChatCompletionRequest, origin: Origin | undefined): Json => {
  const parameters = toParameters(request);
  const input = toInput(normalMessages(request.messages), origin, parameters['store'] === true);
  return { input, ...parameters };
};

/**
 * Returns the body of a request, without its messages. Nothing is stored at the server unless the settings say so; what the settings say under
 * `responses` comes last, and its lists and groups of parameters add to the request's own. An `include` of null asks for nothing.
 */
export const toParameters = (request: ChatCompletionRequest): Json => {
  const { tools = [], tool_choice: choice } = request;
  const own = parametersFor(request, 'responses', [...SAME, ...MOVED]);
  const same = Object.fromEntries(SAME.map((name) => [name, request[name]]));
  const stores = own['store'] ?? same['store'] ?? false;
  return withoutEmpty({
    model: request.model,
    stream: request.stream,
    tool_choice: choice && toToolChoice(choice),
    max_output_tokens: request['max_completion_tokens'] ?? request['max_tokens'],
    ...same,
    ...own,
    store: stores,
    tools: [...tools.map(toTool), ...listOf(own['tools'])],
    include:
      own['include'] === null
        ? []
        : [...new Set([...includedFor(request, stores === true), ...listOf(own['include'])])],
    reasoning: grouped({ effort: request['reasoning_effort'] }, own['reasoning']),
    text: grouped({ format: toFormat(request['response_format']), verbosity: request['verbosity'] }, own['text']),
  });
};

/** Models that do not reason, and refuse a request for their reasoning: "Encrypted content is not supported with this model". */
const WITHOUT_REASONING = /^(?:ft:|openai\/)?(?:gpt-[34]|chatgpt-|gpt-5-chat)/;

const includedFor = ({ model, logprobs }: ChatCompletionRequest, stores: boolean): readonly string[] => [
  ...(stores || WITHOUT_REASONING.test(model) ? [] : ['reasoning.encrypted_content']),
  ...(logprobs === true ? ['message.output_text.logprobs'] : []),
];

const grouped = (ours: Json, own: unknown): unknown => {
  if (own !== undefined && !isRecord(own)) return own;
  const group = present({ ...ours, ...own });
  return Object.keys(group).length === 0 ? undefined : group;
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const present = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

/** Leaves out lists without items, because servers refuse an empty `tools`. An empty input is the server's to refuse. */
const withoutEmpty = (fields: Json): Json =>
  Object.fromEntries(
    Object.entries(present(fields)).filter(
      ([name, value]) => name === 'input' || !Array.isArray(value) || value.length > 0,
    ),
  );
