import type { Delta, ToolCallDelta, Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

const TEXTS = ['role', 'content', 'refusal', 'reasoning_content', 'reasoning'];

const areCalls = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.every(isCall));

/** Returns whether the known fields of a delta are what its type says. Spelled out, because each chunk passes here. */
export const isDelta = (value: unknown): value is Delta =>
  isRecord(value) &&
  isText(value['content']) &&
  areCalls(value['tool_calls']) &&
  isText(value['role']) &&
  isText(value['refusal']) &&
  isText(value['reasoning_content']) &&
  isText(value['reasoning']);

/** Returns the text of content that is a list of parts, as Mistral's is. */
const textOf = (value: unknown): string | null =>
  Array.isArray(value)
    ? value.map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('')
    : null;

/** Returns the thoughts among the parts of content, as Mistral's reasoning models write them. */
const thoughtsOf = (content: unknown): string | null =>
  Array.isArray(content)
    ? content
        .map((part) => (isRecord(part) && part['type'] === 'thinking' ? (textOf(part['thinking']) ?? '') : ''))
        .join('')
    : null;

const rebuiltDelta = (value: Readonly<Record<string, unknown>>): Delta => {
  const thoughts = thoughtsOf(value['content']);
  const delta: Record<string, unknown> = thoughts ? { ...value, reasoning: thoughts } : { ...value };
  for (const key of TEXTS) if (!isText(value[key])) delta[key] = textOf(value[key]);
  if (!areCalls(value['tool_calls'])) delta['tool_calls'] = repairCalls(value['tool_calls']);
  return delta;
};

/** Returns a delta whose known fields are what their types say; the other fields are carried as they are. */
export const repairDelta = (value: unknown): Delta => {
  if (isDelta(value)) return value;
  return isRecord(value) ? rebuiltDelta(value) : {};
};

type Json = Readonly<Record<string, unknown>>;

const isFunction = (value: unknown): boolean =>
  isAbsent(value) ||
  (isRecord(value) && isText(value['name']) && (isText(value['arguments']) || isRecord(value['arguments'])));

/** Returns whether a fragment of a call is what its type says. */
export const isCall = (value: unknown): value is ToolCallDelta =>
  isRecord(value) &&
  isIndex(value['index']) &&
  isText(value['id']) &&
  isText(value['type']) &&
  isFunction(value['function']);

const toArguments = (value: unknown): string | Json => (isRecord(value) ? value : JSON.stringify(value));

const rebuiltFunction = (value: Json): NonNullable<ToolCallDelta['function']> => {
  const { name, arguments: given, ...rest } = value;
  return {
    ...rest,
    ...(typeof name === 'string' && { name }),
    ...(!isAbsent(given) && { arguments: typeof given === 'string' ? given : toArguments(given) }),
  };
};

const rebuiltCall = ({ index: givenIndex, id, type, function: named, ...rest }: Json): ToolCallDelta => {
  const index = toIndex(givenIndex);
  return {
    ...rest,
    ...(index !== undefined && { index }),
    ...((typeof id === 'string' || typeof id === 'number') && { id: String(id) }),
    ...(typeof type === 'string' && { type }),
    ...(isRecord(named) && { function: rebuiltFunction(named) }),
  };
};

/** Returns the fragments of calls under `tool_calls`, whatever stands there: fields of a wrong type are converted or left out. */
export const repairCalls = (value: unknown): readonly ToolCallDelta[] =>
  (Array.isArray(value) ? value : [value]).filter(isRecord).map((call) => (isCall(call) ? call : rebuiltCall(call)));

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Returns a server's count as a number: 0 for any other value. */
export const count = (value: unknown): number => (isCount(value) ? value : 0);

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

/** Returns a server's counts as numbers: 0 for a missing one, the sum for a missing total; `undefined` where there is no usage. */
export const repairUsage = (value: unknown): Usage | undefined => {
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

/* The fields of a chunk. Its readers take `''`, null and absent for the same. */

/** Returns whether a field is missing or null. */
export const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** Returns whether a field is a string, missing or null. */
export const isText = (value: unknown): value is string | null | undefined =>
  typeof value === 'string' || isAbsent(value);

/** Returns whether a field is a whole number from 0 up, missing or null. */
export const isIndex = (value: unknown): value is number | null | undefined =>
  isAbsent(value) || (Number.isSafeInteger(value) && Number(value) >= 0);

/** Returns an index as a number: `"0"` is one; `"__proto__"`, `-1` and `0.5` are not. */
export const toIndex = (value: unknown): number | undefined => {
  const index = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return isIndex(index) ? (index ?? undefined) : undefined;
};
