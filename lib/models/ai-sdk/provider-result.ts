import { toJsonValue } from '../../util/stringify.ts';
import { isRecord } from '../../util/is-record.ts';
import { parsedBody } from '../errors/server-message.ts';
import { type KeptPart, optionsOf } from './kept-parts.ts';
import type { Json } from './language-model.ts';

/**
 * Returns a call that the provider executes itself, such as a search of the web, or its result, as the provider takes it back;
 * `undefined` for the pieces in which such a call arrives, because the whole call repeats them.
 */
export const toResult = (part: Json): KeptPart | undefined => {
  const { type, toolCallId, toolName } = part;
  const rest = { toolCallId, toolName, ...optionsOf(part) };
  if (type === 'tool-call') return { type, ...rest, input: inputOf(part['input']), providerExecuted: true };
  if (type !== 'tool-result' || part['preliminary'] === true) return undefined;
  const kind = part['isError'] === true ? 'error-json' : 'json';
  return { type, ...rest, output: { type: kind, value: toJsonValue(part['result']) } };
};

const inputOf = (input: unknown): unknown => {
  const value = typeof input === 'string' ? parsedBody(input) : toJsonValue(input);
  return isRecord(value) ? value : {};
};
