import { usageError } from '../agent/errors.ts';
import type { ChatCompletionRequest } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { show } from '../util/stringify.ts';

/** The keys of `settings` under which an API's own parameters stand. */
export type ApiName = (typeof API_KEYS)[number];

const API_KEYS = ['anthropic', 'gemini', 'responses', 'aiSdk'] as const;

/** The fields of a request that each API writes in words of its own. */
const STRUCTURE = ['model', 'messages', 'tools', 'tool_choice', 'parallel_tool_calls', 'stream', 'stream_options'];

/** Parameters of the Chat Completions API (`ChatCompletionCreateParamsBase` of openai/openai-node, read 2026-12-01). */
const CHAT = [
  ...[
    'audio',
    'frequency_penalty',
    'function_call',
    'functions',
    'logit_bias',
    'logprobs',
    'max_completion_tokens',
    'max_tokens',
  ],
  ...['metadata', 'modalities', 'moderation', 'n', 'prediction', 'presence_penalty'],
  ...['prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention'],
  ...[
    'reasoning_effort',
    'response_format',
    'safety_identifier',
    'seed',
    'service_tier',
    'stop',
    'store',
    'temperature',
  ],
  ...['top_logprobs', 'top_p', 'user', 'verbosity', 'web_search_options'],
];

/** Returns a request without the parameters of other APIs, as the Chat Completions API takes it. */
export const withoutOtherApis = (request: ChatCompletionRequest): ChatCompletionRequest => {
  if (!API_KEYS.some((key) => key in request)) return request;
  const others: ReadonlySet<string> = new Set(API_KEYS);
  return Object.fromEntries(
    Object.entries(request).filter(([key]) => !others.has(key)),
  ) as unknown as ChatCompletionRequest;
};

/**
 * Returns the parameters that an API other than Chat Completions is sent as they are: its own, which stand under its key, and
 * parameters that no API here knows. Parameters of Chat Completions are left out: the API translates those in `translated`; each
 * other one has no counterpart, and is warned about once a process.
 *
 * @throws SwarmError `usage` for a value under its key that is no object.
 */
export const parametersFor = (
  request: ChatCompletionRequest,
  api: ApiName,
  translated: readonly string[],
): Readonly<Record<string, unknown>> => {
  const known = new Set<string>([...STRUCTURE, ...API_KEYS, ...translated]);
  const parameters: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(request)) {
    if (known.has(key)) continue;
    if (CHAT.includes(key)) warnOnce(`the setting "${key}" has no counterpart in the API "${api}" and is not sent.`);
    else parameters[key] = value;
  }
  const own = request[api] ?? {};
  if (!isRecord(own))
    throw usageError(`settings.${api} must be an object of the API's own parameters, got ${show(own)}.`);
  return { ...parameters, ...own };
};

const warned = new Set<string>();

/** Warnings that are told at most, because a server may put anything into them. */
const MOST = 1000;

/** Prints a sentence, once a process. */
export const warnOnce = (sentence: string): void => {
  if (warned.has(sentence) || warned.size >= MOST) return;
  warned.add(sentence);
  console.warn(`rxswarm: ${sentence}`);
};
