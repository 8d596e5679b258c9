import { isRecord } from '../../util/is-record.ts';

/** Keywords whose value is a schema or a list of schemas, and those whose value has schemas by name. */
const INNER = /^(items|prefixItems|additionalProperties|anyOf|oneOf)$/;
const NAMED = /^(properties|\$defs)$/;

type Json = Readonly<Record<string, unknown>>;

/**
 * Returns the schema of an answer in the dialect of the API: a constant is an `enum` of one, and a `$ref` stands alone
 * (`GenerationConfig.responseJsonSchema` of googleapis/js-genai, read 2026-12-01). Keywords that the API does not know stay, because
 * it passes over them, and answers are checked here too.
 */
export const answerSchema = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(answerSchema);
  return isRecord(schema) ? alone(listed(mapped(schema, within))) : schema;
};

const mapped = (record: Json, change: (value: unknown, key: string) => unknown): Json =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));

const within = (value: unknown, key: string): unknown => {
  if (NAMED.test(key) && isRecord(value)) return mapped(value, answerSchema);
  return INNER.test(key) ? answerSchema(value) : value;
};

/** An `enum` takes texts and numbers. */
const listed = (schema: Json): Json => {
  if (!('const' in schema)) return schema;
  const { const: only, ...others } = schema;
  const isListed = typeof only === 'string' || typeof only === 'number';
  return isListed ? { ...others, enum: [only] } : { type: only === null ? 'null' : typeof only, ...others };
};

const alone = (schema: Json): Json => {
  const { $ref, ...others } = schema;
  const isAlone = $ref === undefined || 'anyOf' in others || Object.keys(others).every((key) => key.startsWith('$'));
  return isAlone ? schema : { ...others, anyOf: [{ $ref }] };
};
