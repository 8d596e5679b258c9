import type { Output } from '../../agent/output.ts';
import { isToolName } from '../../messages/tool-name.ts';
import type { JsonSchema } from '../../messages/types.ts';
import { toOutput } from '../../output/to-output.ts';
import { isRecord } from '../../util/is-record.ts';
import { assertShort, isGiven, readSchema } from '../client-tools/read-tools.ts';
import type { Limits } from '../http/options.ts';
import { badRequest } from '../http/refusal.ts';

/**
 * Reads `response_format` as the output of a run; returns `undefined` for text. The answer is held against no schema here, because a
 * pattern of a stranger could take for ever: the model's server does so, and a run only makes sure of a JSON object.
 *
 * @throws Refusal 400 or 413.
 */
export const readResponseFormat = (format: unknown, limits: Required<Limits>): Output | undefined => {
  if (!isGiven(format)) return undefined;
  const { type, json_schema: asked } = isRecord(format) ? format : {};
  switch (type) {
    case 'text':
      return undefined;
    case 'json_object':
      return { ...outputOf({ name: 'answer', schema: { type: 'object' } }), offer: offerObject };
    case 'json_schema':
      assertShort(format, '"response_format"', limits);
      return outputOf(readJsonSchema(asked));
    default:
      throw badRequest('"response_format.type" must be text, json_object or json_schema.');
  }
};

/** The fields of an output that a client names. */
interface Asked {
  readonly name: string;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly strict?: boolean;
}

const readJsonSchema = (asked: unknown): Asked => {
  const { name, description, schema, strict } = isRecord(asked) ? asked : {};
  const where = '"response_format.json_schema';
  if (typeof name !== 'string' || !isToolName(name))
    throw badRequest(`${where}.name" must be 1 to 64 letters, digits, "_" or "-".`);
  const read = readSchema(schema, `${where}.schema"`) ?? { type: 'object' };
  return { name, schema: read, strict: strict === true, ...(typeof description === 'string' && { description }) };
};

const outputOf = ({ strict = false, ...asked }: Asked): Output =>
  toOutput({ ...asked, strict, mode: 'format', retries: 2, check: (value) => ({ value }) });

const offerObject: Output['offer'] = (tools, choice) => ({ tools, choice, format: { type: 'json_object' } });
