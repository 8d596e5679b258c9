import type { ChatCompletionChunk } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { isAbsent, isDelta, isIndex, isText, repairDelta, repairUsage, toIndex } from './repair.ts';

type Json = Readonly<Record<string, unknown>>;
type Choice = ChatCompletionChunk['choices'][number];

const isChoice = (value: unknown): value is Choice =>
  isRecord(value) && isDelta(value['delta']) && isText(value['finish_reason']) && isIndex(value['index']);

const repaired = ({ index: given, delta, finish_reason: reason, ...rest }: Json): Choice => {
  const index = toIndex(given);
  return {
    ...rest,
    delta: repairDelta(delta),
    ...(index !== undefined && { index }),
    ...(typeof reason === 'string' && { finish_reason: reason }),
  };
};

const rebuilt = ({ usage: given, ...rest }: Json, choices: readonly unknown[]): ChatCompletionChunk => {
  const usage = repairUsage(given);
  const sound = choices.filter(isRecord).map((choice) => (isChoice(choice) ? choice : repaired(choice)));
  return { ...rest, choices: sound, ...(usage !== undefined && { usage }) };
};

const isChunk = (data: Json): data is Json & ChatCompletionChunk =>
  (isAbsent(data['usage']) || repairUsage(data['usage']) === data['usage']) &&
  Array.isArray(data['choices']) &&
  data['choices'].every(isChoice);

/**
 * Returns the JSON of an event as a chunk, or `undefined` where it has neither choices nor usage, as a ping. JSON that is
 * already as its type says, which is nearly always, is passed on untouched: spreading it costs as much as parsing it.
 */
export const toChunk = (data: unknown): ChatCompletionChunk | undefined => {
  if (!isRecord(data)) return undefined;
  if (isChunk(data)) return data;
  if (Array.isArray(data['choices'])) return rebuilt(data, data['choices']);
  return isRecord(data['usage']) ? rebuilt(data, []) : undefined;
};

/** Numbers the calls of a message, because calls without an index could be fragments of one. */
const numbered = (calls: unknown): unknown =>
  Array.isArray(calls) ? calls.filter(isRecord).map((call, index) => ({ ...call, index })) : calls;

const asDelta = ({ tool_calls: calls, ...message }: Json): Json =>
  calls === undefined || calls === null ? message : { ...message, tool_calls: numbered(calls) };

/** Takes the message of a choice as its delta. With a delta of its own, the message only repeats the deltas. */
const withDelta = (choice: Json): Json => {
  const { message, ...rest } = choice;
  return isRecord(message) && !isRecord(choice['delta']) ? { ...rest, delta: asDelta(message) } : choice;
};

const hasMessage = (choice: unknown): boolean => isRecord(choice) && isRecord(choice['message']);

/** Returns a whole completion as one chunk whose delta is the message; `undefined` where there are no choices. */
export const wholeChunk = (data: unknown): ChatCompletionChunk | undefined => {
  if (!isRecord(data) || !Array.isArray(data['choices'])) return undefined;
  if (!data['choices'].some(hasMessage)) return toChunk(data);
  return toChunk({ ...data, choices: data['choices'].filter(isRecord).map(withDelta) });
};

/** Returns whether the answer, which is choice 0, ends with this chunk. */
export const finishes = ({ choices }: ChatCompletionChunk): boolean =>
  choices.some(({ index, finish_reason: reason }) => (index ?? 0) === 0 && Boolean(reason));
