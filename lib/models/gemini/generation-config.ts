import type { ChatCompletionRequest } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { answerSchema } from './answer-schema.ts';
import { isEarlyModel } from './model-path.ts';

/** Parameters of Chat Completions that the API has under other names. */
const NAMES: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  top_p: 'topP',
  n: 'candidateCount',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  seed: 'seed',
  max_tokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
};

/** The parameters of Chat Completions that `generationConfig` translates. */
export const TRANSLATED: readonly string[] = [...Object.keys(NAMES), 'stop', 'reasoning_effort', 'response_format'];

type Config = Readonly<Record<string, unknown>>;

/** Returns the parameters of Chat Completions in the words of the API. The caller's own `generationConfig` wins. */
export const generationConfig = (request: ChatCompletionRequest, own: unknown): Config => {
  const config: Record<string, unknown> = {};
  for (const [name, theirs] of Object.entries(NAMES)) if (request[name] != null) config[theirs] = request[name];
  const { stop, reasoning_effort: effort, response_format: format } = request;
  if (stop != null) config['stopSequences'] = Array.isArray(stop) ? stop : [stop];
  if (typeof effort === 'string') config['thinkingConfig'] = thinking(request.model, effort);
  return { ...config, ...(isRecord(format) && outputFields(format)), ...(isRecord(own) && own) };
};

/**
 * Tokens for thoughts of Gemini 2.5, as the table of Google's own Chat Completions endpoint has them
 * (ai.google.dev/gemini-api/docs/openai, as others quote it on 2026-12-01). It does not know `xhigh` and `max`: they get the most
 * there is.
 */
const BUDGETS: Config = { none: 0, minimal: 1024, low: 1024, medium: 8192, high: 24576, xhigh: 24576, max: 24576 };

/** Tokens at least of Gemini 2.5 Pro, which thinks always (ai.google.dev/gemini-api/docs/thinking, as others quote it on 2026-12-01). */
const PRO_BUDGETS: Config = { ...BUDGETS, none: 128 };

/** Levels of Gemini 3, which thinks always: it has no level of none. */
const LEVELS: Config = { none: 'minimal', xhigh: 'high', max: 'high' };

/** Levels of its Pro models, which have no `minimal` (the same table). */
const PRO_LEVELS: Config = { ...LEVELS, none: 'low', minimal: 'low' };

/** Thoughts are shown wherever thinking is asked for. Words that are not known are sent for the server to judge. */
const thinking = (model: string, effort: string): object => {
  const [budgets, levels] = /gemini-\d[\d.]*-pro/i.test(model) ? [PRO_BUDGETS, PRO_LEVELS] : [BUDGETS, LEVELS];
  return {
    ...(effort !== 'none' && { includeThoughts: true }),
    ...(isEarlyModel(model)
      ? { thinkingBudget: budgets[effort] ?? effort }
      : { thinkingLevel: levels[effort] ?? effort }),
  };
};

/**
 * A schema together with functions is for Gemini 3 and later only
 * (ai.google.dev/gemini-api/docs/structured-output, as others quote it on 2026-12-01); earlier models answer 400: "Function calling
 * with a response mime type: 'application/json' is unsupported" (googleapis/python-genai#867).
 */
const outputFields = ({ type, json_schema: schema }: Config): Config => {
  if (type !== 'json_object' && type !== 'json_schema') return {};
  const given = isRecord(schema) ? schema['schema'] : undefined;
  return {
    responseMimeType: 'application/json',
    ...(given !== undefined && { responseJsonSchema: answerSchema(given) }),
  };
};
