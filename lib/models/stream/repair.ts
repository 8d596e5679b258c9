import type { Delta, ToolCallDelta, Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

const TEXTS = ['role', 'content', 'refusal', 'reasoning_content', 'reasoning'];

const areCalls = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.every(isCall));

/** Whether a delta's known fields are what its type says. Spelled out rather than looped over: each chunk passes here. */
export const isDelta = (value: unknown): value is Delta =>
  isRecord(value) &&
  isText(value['content']) &&
  areCalls(value['tool_calls']) &&
  isText(value['role']) &&
  isText(value['refusal']) &&
  isText(value['reasoning_content']) &&
  isText(value['reasoning']);

/** Content as a list of parts (Mistral's): the text of those that have one. */
const textOf = (value: unknown): string | null =>
  Array.isArray(value)
    ? value.map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('')
    : null;

const repairedDelta = (value: Readonly<Record<string, unknown>>): Delta => {
  const delta: Record<string, unknown> = { ...value };
  for (const key of TEXTS) if (!isText(value[key])) delta[key] = textOf(value[key]);
  if (!areCalls(value['tool_calls'])) delta['tool_calls'] = soundCalls(value['tool_calls']);
  return delta;
};

/** A delta whose known fields are what their types say; the others are carried as they are. */
export const soundDelta = (value: unknown): Delta => {
  if (isDelta(value)) return value;
  return isRecord(value) ? repairedDelta(value) : {};
};

type Json = Readonly<Record<string, unknown>>;

const isFunction = (value: unknown): boolean =>
  isAbsent(value) ||
  (isRecord(value) && isText(value['name']) && (isText(value['arguments']) || isRecord(value['arguments'])));

/** Whether a fragment of a call is what its type says. */
export const isCall = (value: unknown): value is ToolCallDelta =>
  isRecord(value) &&
  isIndex(value['index']) &&
  isText(value['id']) &&
  isText(value['type']) &&
  isFunction(value['function']);

const toArguments = (value: unknown): string | Json => (isRecord(value) ? value : JSON.stringify(value));

const repairedFunction = (value: Json): NonNullable<ToolCallDelta['function']> => {
  const { name, arguments: given, ...rest } = value;
  return {
    ...rest,
    ...(typeof name === 'string' && { name }),
    ...(!isAbsent(given) && { arguments: typeof given === 'string' ? given : toArguments(given) }),
  };
};

const repairedCall = ({ index: givenIndex, id, type, function: named, ...rest }: Json): ToolCallDelta => {
  const index = toIndex(givenIndex);
  return {
    ...rest,
    ...(index !== undefined && { index }),
    ...((typeof id === 'string' || typeof id === 'number') && { id: String(id) }),
    ...(typeof type === 'string' && { type }),
    ...(isRecord(named) && { function: repairedFunction(named) }),
  };
};

/** The fragments of calls in whatever stands under `tool_calls`: fields of the wrong type are made right or left out. */
export const soundCalls = (value: unknown): readonly ToolCallDelta[] =>
  (Array.isArray(value) ? value : [value]).filter(isRecord).map((call) => (isCall(call) ? call : repairedCall(call)));

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const count = (value: unknown): number => (isCount(value) ? value : 0);

/** Some servers write null for what they did not count. */
const counts = (value: unknown): Readonly<Record<string, number>> => {
  const entries = Object.entries(isRecord(value) ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => isCount(entry[1])));
};

const areCounts = (value: unknown): boolean =>
  value === undefined || (isRecord(value) && Object.values(value).every(isCount));

const isUsage = (value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Usage =>
  isCount(value['prompt_tokens']) &&
  isCount(value['completion_tokens']) &&
  isCount(value['total_tokens']) &&
  value['total_tokens'] > 0 &&
  areCounts(value['prompt_tokens_details']) &&
  areCounts(value['completion_tokens_details']);

/** What a server counted, as numbers: 0 where it did not, and the sum where it gave no total. Undefined where it counted nothing. */
export const soundUsage = (value: unknown): Usage | undefined => {
  if (!isRecord(value)) return undefined;
  if (isUsage(value)) return value;
  const prompt = count(value['prompt_tokens']);
  const completion = count(value['completion_tokens']);
  return {
    ...value,
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: count(value['total_tokens']) || prompt + completion,
    ...(value['prompt_tokens_details'] !== undefined && {
      prompt_tokens_details: counts(value['prompt_tokens_details']),
    }),
    ...(value['completion_tokens_details'] !== undefined && {
      completion_tokens_details: counts(value['completion_tokens_details']),
    }),
  };
};

/* What the fields of a chunk may be. `''`, null and absent are the same to whoever reads them. */

export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

export const isText = (value: unknown): value is string | null | undefined =>
  typeof value === 'string' || isAbsent(value);

export const isIndex = (value: unknown): value is number | null | undefined =>
  isAbsent(value) || (Number.isSafeInteger(value) && Number(value) >= 0);

/** An index as it should be: `"0"` is one; `"__proto__"`, `-1` and `0.5` are none. */
export const toIndex = (value: unknown): number | undefined => {
  const index = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return isIndex(index) ? (index ?? undefined) : undefined;
};
