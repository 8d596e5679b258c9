import type { Tool, ToolChoice } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

type Json = Readonly<Record<string, unknown>>;

/** Returns a function as the API declares it: without the level `function`. `strict` is always said, because its default differs. */
export const toTool = ({ function: { name, description, parameters, strict } }: Tool): Json => ({
  type: 'function',
  name,
  ...(description !== undefined && { description }),
  parameters,
  strict,
});

/** Returns a rule for calls as the API writes it. */
export const toToolChoice = (choice: ToolChoice): unknown =>
  isRecord(choice) && isRecord(choice.function) ? { type: 'function', name: choice.function.name } : choice;

/** Returns `text.format` for a `response_format`. */
export const toFormat = (format: unknown): unknown => {
  if (!isRecord(format) || !isRecord(format['json_schema'])) return format;
  return { type: 'json_schema', ...format['json_schema'] };
};
