import type { ToolCallDelta } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { isAbsent, isIndex, isText, toIndex } from './scalars.ts';

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

const repaired = ({ index: givenIndex, id, type, function: named, ...rest }: Json): ToolCallDelta => {
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
  (Array.isArray(value) ? value : [value]).filter(isRecord).map((call) => (isCall(call) ? call : repaired(call)));
