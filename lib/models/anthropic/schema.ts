import type { JsonSchema } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

/**
 * Keywords that an output format takes. Others are told in the description, as the vendor's client tells them
 * (platform.claude.com/docs/en/build-with-claude/structured-outputs, and `transformJSONSchema` of `@anthropic-ai/sdk` 1.14.0,
 * read 2026-12-01).
 */
const TAKEN =
  /^(type|enum|const|anyOf|allOf|\$ref|\$defs|definitions|properties|required|items|prefixItems|title|description|additionalProperties)$/;

const FORMATS = /^(date-time|time|date|duration|email|hostname|uri|ipv4|ipv6|uuid)$/;

/** Keywords whose value is a list of schemas, or schemas by name. */
const LIST = /^(anyOf|allOf|prefixItems)$/;
const NAMED = /^(properties|\$defs|definitions)$/;

const isTaken = (key: string, value: unknown): boolean =>
  TAKEN.test(key) ||
  (key === 'format' && FORMATS.test(String(value))) ||
  (key === 'minItems' && (value === 0 || value === 1));

/** Returns a schema with the keywords that an output format takes. */
export const accepted = (schema: JsonSchema): JsonSchema => {
  const kept: Record<string, unknown> = {};
  const told: string[] = [];
  for (const [key, value] of Object.entries(schema)) {
    const name = key === 'oneOf' ? 'anyOf' : key;
    if (isTaken(name, value)) kept[name] = inner(name, value);
    else if (key !== '$schema') told.push(`${key}: ${JSON.stringify(value)}`);
  }
  if (isRecord(kept['properties'])) kept['additionalProperties'] = false;
  if (told.length > 0) kept['description'] = [kept['description'], `{${told.join(', ')}}`].filter(Boolean).join('\n\n');
  return kept;
};

const inner = (key: string, value: unknown): unknown => {
  if (key === 'items') return each(value);
  if (LIST.test(key) && Array.isArray(value)) return value.map(each);
  if (NAMED.test(key) && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, each(schema)]));
  }
  return value;
};

const each = (schema: unknown): unknown => (isRecord(schema) ? accepted(schema) : schema);

/** Returns true for a schema that refers to itself. */
export const isRecursive = (schema: JsonSchema): boolean => {
  const { $defs, definitions: older } = schema;
  const definitions: JsonSchema = { ...($defs as JsonSchema), ...(older as JsonSchema) };
  const isOpen = new Map<string, boolean>();
  const visit = (name: string): boolean => {
    const isKnown = isOpen.get(name);
    if (isKnown !== undefined) return isKnown;
    isOpen.set(name, true);
    const recurs = refsIn(definitions[name]).some(visit);
    isOpen.set(name, false);
    return recurs;
  };
  return refsIn(schema).includes('#') || Object.keys(definitions).some(visit);
};

/** Returns the names that a schema refers to; `#` for itself. */
const refsIn = (schema: unknown): readonly string[] =>
  [...JSON.stringify(schema ?? null).matchAll(/"\$ref":"(?:#\/(?:\$defs|definitions)\/)?([^"]*)"/g)].map(
    ([, name = '']) => name,
  );
