import type { Delta } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { isText } from '../../chat/body/scalars.ts';
import { isCall, soundCalls } from '../../chat/body/sound-call.ts';

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

const repaired = (value: Readonly<Record<string, unknown>>): Delta => {
  const delta: Record<string, unknown> = { ...value };
  for (const key of TEXTS) if (!isText(value[key])) delta[key] = textOf(value[key]);
  if (!areCalls(value['tool_calls'])) delta['tool_calls'] = soundCalls(value['tool_calls']);
  return delta;
};

/** A delta whose known fields are what their types say; the others are carried as they are. */
export const soundDelta = (value: unknown): Delta => {
  if (isDelta(value)) return value;
  return isRecord(value) ? repaired(value) : {};
};
