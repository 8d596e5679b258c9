import { isRecord } from '../../util/is-record.ts';
import { show } from '../../util/stringify.ts';
import { isGiven } from '../client-tools/read-tools.ts';
import { badRequest } from '../http/refusal.ts';

type Rule = readonly [isTaken: (value: unknown) => boolean, words: string];

const isBetween =
  (least: number, most: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= least && value <= most;
const isText = (value: unknown): boolean => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const isStop = (value: unknown): boolean =>
  isText(value) || (Array.isArray(value) && value.length <= 4 && value.every(isText));

/** Parameters that are passed on to the model, in place of the agent's own settings. */
const SETTINGS: Readonly<Record<string, Rule>> = {
  temperature: [isBetween(0, 2), 'a number from 0 to 2'],
  top_p: [isBetween(0, 1), 'a number from 0 to 1'],
  presence_penalty: [isBetween(-2, 2), 'a number from -2 to 2'],
  frequency_penalty: [isBetween(-2, 2), 'a number from -2 to 2'],
  seed: [Number.isSafeInteger, 'a whole number'],
  stop: [isStop, 'a text, or up to 4 texts'],
  max_tokens: [isCount, 'a whole number from 1 up'],
  max_completion_tokens: [isCount, 'a whole number from 1 up'],
};

const isOneOf =
  (...taken: readonly unknown[]) =>
  (value: unknown): boolean =>
    taken.includes(value);
const isEmpty = (value: unknown): boolean => typeof value === 'object' && Object.keys(value as object).length === 0;
const never = (): boolean => false;
const OWN = 'agents have their own settings';

/** Parameters that would change the answer in a way that a run cannot. They are taken with the values that ask for nothing. */
const UNSUPPORTED: Readonly<Record<string, Rule>> = {
  n: [isOneOf(1), 'there is one choice'],
  logprobs: [isOneOf(false), 'an answer may come from several completions'],
  top_logprobs: [isOneOf(0), 'an answer may come from several completions'],
  logit_bias: [isEmpty, 'tokens differ from model to model'],
  functions: [isEmpty, 'send "tools"'],
  function_call: [isOneOf('auto', 'none'), 'send "tool_choice"'],
  modalities: [(value) => JSON.stringify(value) === '["text"]', 'answers are text'],
  audio: [never, 'answers are text'],
  prediction: [never, OWN],
  web_search_options: [never, 'agents have their own functions'],
  reasoning_effort: [never, OWN],
  verbosity: [never, OWN],
  service_tier: [isOneOf('auto', 'default'), OWN],
  store: [isOneOf(false), 'no answer is stored'],
};

/** Parameters that ask for nothing which an answer could show. */
const LABELS = ['user', 'safety_identifier', 'metadata', 'prompt_cache_key', 'prompt_cache_retention'];

/** Parameters that are read elsewhere. */
const READ = [
  ...['model', 'messages', 'stream', 'stream_options'],
  ...['tools', 'tool_choice', 'parallel_tool_calls', 'response_format'],
];

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(SETTINGS), ...Object.keys(UNSUPPORTED), ...LABELS, ...READ]);

/** Settings, as the wire names them. */
type Settings = Readonly<Record<string, unknown>>;

/**
 * Returns the settings that a request asks for. A parameter that is `null` counts as left out.
 *
 * @throws Refusal 400 for every parameter that would be without effect.
 */
export const readSettings = (body: Settings): Settings => {
  const given = Object.entries(body).filter(([, value]) => isGiven(value));
  for (const [name, value] of given) {
    if (!KNOWN.has(name)) throw badRequest(`${show(name)} is not a parameter that is known here.`);
    const [isTaken, words] = ruleOf(UNSUPPORTED, name);
    if (!isTaken(value)) throw badRequest(`"${name}" is not supported: ${words}.`);
    const [isSound, expected] = ruleOf(SETTINGS, name);
    if (!isSound(value)) throw badRequest(`"${name}" must be ${expected}.`);
  }
  return Object.fromEntries(given.filter(([name]) => Object.hasOwn(SETTINGS, name)));
};

const ruleOf = (rules: Readonly<Record<string, Rule>>, name: string): Rule =>
  (Object.hasOwn(rules, name) && rules[name]) || [() => true, ''];

const LIMITS = ['max_completion_tokens', 'max_tokens'] as const;

/**
 * Returns an agent's settings with those of a request over them. A limit of tokens keeps the agent's name for it, because servers refuse
 * two, and lowers the agent's own, never raises it.
 */
export const withAsked =
  (asked: Settings) =>
  (own: Settings): Settings => {
    const wanted = LIMITS.find((name) => isGiven(asked[name]));
    if (wanted === undefined) return { ...own, ...asked };
    const name = LIMITS.find((limit) => isGiven(own[limit])) ?? wanted;
    const limits = [asked[wanted], own[name]].filter((limit) => typeof limit === 'number');
    return { ...own, ...asked, max_tokens: null, max_completion_tokens: null, [name]: Math.min(...limits) };
  };

/** Tells if a request asks for a stream that ends with a chunk of usage. */
export const includesUsage = (options: unknown): boolean => isRecord(options) && options['include_usage'] === true;
