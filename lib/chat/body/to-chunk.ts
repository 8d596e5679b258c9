import type { ChatCompletionChunk } from '../../types.ts';
import { isRecord } from '../is-record.ts';
import { isAbsent, isIndex, isText, toIndex } from './scalars.ts';
import { soundDelta } from './sound-delta.ts';
import { soundUsage } from './sound-usage.ts';

type Json = Readonly<Record<string, unknown>>;
type Choice = ChatCompletionChunk['choices'][number];

const toChoice = (value: Json): Choice => {
  const delta = soundDelta(value['delta']);
  if (delta === value['delta'] && isIndex(value['index']) && isText(value['finish_reason']))
    return value as Json & Choice;
  const { index: given, finish_reason: reason, ...rest } = value;
  const index = toIndex(given);
  return {
    ...rest,
    delta,
    ...(index !== undefined && { index }),
    ...(typeof reason === 'string' && { finish_reason: reason }),
  };
};

const rebuilt = ({ usage: given, ...rest }: Json, choices: readonly Choice[]): ChatCompletionChunk => {
  const usage = soundUsage(given);
  return { ...rest, choices, ...(usage !== undefined && { usage }) };
};

/**
 * An event's JSON as a chunk; undefined where it has neither choices nor usage, as a ping has. What is already as its type
 * says, which is nearly always, is passed on untouched: spreading a parsed chunk costs as much as parsing it.
 */
export const toChunk = (data: unknown): ChatCompletionChunk | undefined => {
  if (!isRecord(data)) return undefined;
  const given: unknown = data['choices'];
  if (!Array.isArray(given)) return isRecord(data['usage']) ? rebuilt(data, []) : undefined;
  const choices = given.filter(isRecord).map(toChoice);
  const isSound =
    isAbsent(data['usage']) && choices.length === given.length && choices.every((choice, i) => choice === given[i]);
  return isSound ? (data as Json & ChatCompletionChunk) : rebuilt(data, choices);
};
