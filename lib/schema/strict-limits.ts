import type { JsonSchema } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { planFirstKeys } from './first-keys.ts';
import { group, values } from './json.ts';
import { subschemas } from './keywords.ts';

/**
 * Limits of the endpoint on a schema in strict mode. Source:
 * developers.openai.com/api/docs/guides/structured-outputs#supported-schemas, November 2026; until 2025 there were 100
 * properties and 5 levels.
 */
const LIMITS = {
  properties: 5000,
  levels: 10,
  'characters of names and values': 120_000,
  'values of enums': 1000,
} as const;

/** A list of more texts than this has a limit of its own on their length. Source as above. */
const LONG_ENUM = { values: 250, characters: 15_000 } as const;

type Size = Record<keyof typeof LIMITS, number>;

/**
 * Returns the limit that a schema exceeds, with its place as a JSON pointer, or `undefined`. Takes the schema as it is
 * sent. Limits change, so a program does not fail because of them: the schema is sent without strict mode.
 */
export const limitProblem = (sent: JsonSchema): string | undefined => {
  const size = { properties: 0, levels: 0, 'characters of names and values': 0, 'values of enums': 0 };
  measure(sent, 1, size);
  const over = (Object.keys(LIMITS) as (keyof Size)[]).find((what) => size[what] > LIMITS[what]);
  if (over) return `/: ${String(size[over])} ${over}, strict mode takes ${String(LIMITS[over])}`;
  const { problem } = planFirstKeys(sent);
  return (
    longEnum(sent, '') ??
    (problem &&
      `${problem}: its branches begin with the same key, and no property tells them apart; add one such as "kind", with another value in each`)
  );
};

const measure = (schema: JsonSchema, level: number, size: Size): void => {
  const names = Object.keys(group(schema, 'properties'));
  const choices = values(schema, 'enum');
  size.properties += names.length;
  size['values of enums'] += choices.length;
  size['characters of names and values'] += [...names, ...Object.keys(group(schema, '$defs')), ...choices].join(
    '',
  ).length;
  if (names.length > 0) size.levels = Math.max(size.levels, level);
  for (const [, part] of subschemas(schema))
    if (isRecord(part)) measure(part, names.length > 0 ? level + 1 : level, size);
};

const longEnum = (schema: JsonSchema, place: string): string | undefined => {
  const choices = values(schema, 'enum');
  const characters = choices.filter((value) => typeof value === 'string').join('').length;
  if (choices.length > LONG_ENUM.values && characters > LONG_ENUM.characters)
    return (
      `${place}: ${String(choices.length)} values of ${String(characters)} characters, strict mode takes ` +
      `${String(LONG_ENUM.characters)} characters where there are more than ${String(LONG_ENUM.values)}`
    );
  for (const [pointer, part] of subschemas(schema)) {
    const problem = isRecord(part) ? longEnum(part, `${place}/${pointer}`) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
};
