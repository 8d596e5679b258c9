import type { ChatCompletionChunk } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { isAbsent, isDelta, isIndex, isText, soundDelta, soundUsage, toIndex } from './repair.ts';

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

/** Each call of a message is one of its own, which fragments without an index need not be. */
const numbered = (calls: unknown): unknown =>
  Array.isArray(calls) ? calls.filter(isRecord).map((call, index) => ({ ...call, index })) : calls;

const asDelta = ({ tool_calls: calls, ...message }: Json): Json =>
  calls === undefined || calls === null ? message : { ...message, tool_calls: numbered(calls) };

/** Where a choice has both, the message repeats what the deltas said. */
const withDelta = (choice: Json): Json => {
  const { message, ...rest } = choice;
  return isRecord(message) && !isRecord(choice['delta']) ? { ...rest, delta: asDelta(message) } : choice;
};

const hasMessage = (choice: unknown): boolean => isRecord(choice) && isRecord(choice['message']);

/** A whole completion as one chunk whose delta is the message; undefined where there are no choices. */
export const wholeChunk = (data: unknown): ChatCompletionChunk | undefined => {
  if (!isRecord(data) || !Array.isArray(data['choices'])) return undefined;
  if (!data['choices'].some(hasMessage)) return toChunk(data);
  return toChunk({ ...data, choices: data['choices'].filter(isRecord).map(withDelta) });
};

/** A function of its own: made anew for each chunk it would cost more than it does. */
const isLast = ({ index, finish_reason: reason }: ChatCompletionChunk['choices'][number]): boolean =>
  (index ?? 0) === 0 && Boolean(reason);

/** Whether the answer, which is choice 0, ends with this chunk. */
export const finishes = ({ choices }: ChatCompletionChunk): boolean => choices.some(isLast);
