import type { ChatCompletionChunk } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { toChunk } from '../../models/stream/to-chunk.ts';

type Json = Readonly<Record<string, unknown>>;

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
