import type { ChatCompletionChunk } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { isAbsent, isIndex, isText, toIndex } from '../../chat/body/scalars.ts';
import { isDelta, soundDelta } from './repair.ts';
import { soundUsage } from '../../chat/body/sound-usage.ts';

type Json = Readonly<Record<string, unknown>>;
type Choice = ChatCompletionChunk['choices'][number];

const isChoice = (value: unknown): value is Choice =>
  isRecord(value) && isDelta(value['delta']) && isText(value['finish_reason']) && isIndex(value['index']);

const repaired = ({ index: given, delta, finish_reason: reason, ...rest }: Json): Choice => {
  const index = toIndex(given);
  return {
    ...rest,
    delta: soundDelta(delta),
    ...(index !== undefined && { index }),
    ...(typeof reason === 'string' && { finish_reason: reason }),
  };
};

const rebuilt = ({ usage: given, ...rest }: Json, choices: readonly unknown[]): ChatCompletionChunk => {
  const usage = soundUsage(given);
  const sound = choices.filter(isRecord).map((choice) => (isChoice(choice) ? choice : repaired(choice)));
  return { ...rest, choices: sound, ...(usage !== undefined && { usage }) };
};

const isChunk = (data: Json): data is Json & ChatCompletionChunk =>
  (isAbsent(data['usage']) || soundUsage(data['usage']) === data['usage']) &&
  Array.isArray(data['choices']) &&
  data['choices'].every(isChoice);

/**
 * An event's JSON as a chunk; undefined where it has neither choices nor usage, as a ping has. What is already as its type
 * says, which is nearly always, is passed on untouched: spreading a parsed chunk costs as much as parsing it.
 */
export const toChunk = (data: unknown): ChatCompletionChunk | undefined => {
  if (!isRecord(data)) return undefined;
  if (isChunk(data)) return data;
  if (Array.isArray(data['choices'])) return rebuilt(data, data['choices']);
  return isRecord(data['usage']) ? rebuilt(data, []) : undefined;
};
