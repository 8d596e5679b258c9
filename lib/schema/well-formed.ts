import { usageError } from '../agent/errors.ts';
import type { FunctionSchema } from '../agent/function-schema.ts';
import { isToolName } from '../messages/tool-name.ts';
import type { JsonSchema } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { group, resolve, segments } from './json.ts';
import { REVIVAL_NAMES } from './revive.ts';
import { strictProblem } from './strict.ts';

/** Names in an `order` that stand for no property. */
export const PLACEHOLDERS: readonly string[] = ['contextVariables', '$signal', '$call', '$arguments', '$undefined'];

/** @throws a usage error that says what is wrong with the schema, with which value, and the remedy. */
export const assertWellFormed = (schema: FunctionSchema & { readonly name: string }): void => {
  const problem = problemOf(schema);
  if (problem !== undefined) throw usageError(`withSchema: the schema of "${schema.name}": ${problem}`);
};

const problemOf = (schema: FunctionSchema & { readonly name: string }): string | undefined => {
  const parameters = (schema.parameters ?? { type: 'object', properties: {} }) as JsonSchema;
  return (
    nameProblem(schema.name) ??
    fieldProblem(schema) ??
    objectProblem(parameters, 'parameters') ??
    orderProblem(schema.order, Object.keys(group(parameters, 'properties'))) ??
    reviveProblem(schema.revive ?? {}, (schema.accepts as JsonSchema | undefined) ?? parameters) ??
    (schema.strict === true ? strictWords(parameters) : undefined)
  );
};

const FIELDS = 'name description parameters accepts order strict defaults revive approval'.split(' ');

const fieldProblem = (schema: FunctionSchema): string | undefined => {
  const unknown = Object.keys(schema).find((field) => !FIELDS.includes(field));
  return unknown && `unknown field "${unknown}"; there are ${FIELDS.join(', ')}`;
};

const nameProblem = (name: string): string | undefined =>
  isToolName(name)
    ? undefined
    : `the name ${JSON.stringify(name)} must be 1 to 64 letters, digits, "_" or "-"; pass { name: '…' }`;

/** What is wrong with a schema of parameters or, under another `title`, of an output. */
export const objectProblem = (schema: JsonSchema, title: string): string | undefined =>
  rootProblem(schema, title) ?? partProblem(schema, schema, '');

const rootProblem = (schema: JsonSchema, title: string): string | undefined => {
  if (!isRecord(schema) || schema['type'] !== 'object')
    return `${title} must be an object schema ({ type: 'object', … }), got ${JSON.stringify(schema)}`;
  const combinator = ['anyOf', 'oneOf', 'allOf', 'not', 'enum'].find((keyword) => keyword in schema);
  return combinator && `${combinator} is refused at the root of ${title}; put it into a property`;
};

/** References and patterns, since both fail late and far away. */
const partProblem = (root: JsonSchema, part: unknown, place: string): string | undefined => {
  if (Array.isArray(part))
    return firstOf(
      part.map((item, index) => [String(index), item]),
      root,
      place,
    );
  if (!isRecord(part)) return undefined;
  if (resolve(root, part) === undefined)
    return `${place}/$ref: ${String(part['$ref'])} points nowhere; define it in $defs`;
  if (typeof part['pattern'] === 'string' && !isPattern(part['pattern']))
    return `${place}/pattern: ${part['pattern']} is no regular expression of the flag u`;
  return firstOf(
    Object.entries(part).filter(([keyword]) => !DATA.includes(keyword)),
    root,
    place,
  );
};

const DATA = ['enum', 'const', 'default', 'examples', 'required', 'pattern', '$ref'];

const firstOf = (parts: readonly [string, unknown][], root: JsonSchema, place: string): string | undefined => {
  for (const [key, part] of parts) {
    const problem = partProblem(root, part, `${place}/${key}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const isPattern = (pattern: string): boolean => {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};

const orderProblem = (order: readonly string[] | undefined, names: readonly string[]): string | undefined => {
  if (order === undefined) return undefined;
  const placed = order.map((name) => name.replace(/^\.\.\./, ''));
  const unknown = placed.find((name) => !names.includes(name) && !PLACEHOLDERS.includes(name));
  if (unknown !== undefined)
    return `order names "${unknown}", which parameters does not: ${names.join(', ') || 'it has none'}`;
  const lost = names.find((name) => !placed.includes(name));
  if (lost !== undefined && !placed.includes('$arguments'))
    return `order leaves out the parameter "${lost}"; give it a place`;
  const rest = order.findIndex((name) => name.startsWith('...'));
  return rest >= 0 && rest < order.length - 1
    ? `order has "${order[rest] ?? ''}" before the end; a rest is last`
    : undefined;
};

const reviveProblem = (revive: Readonly<Record<string, string>>, parameters: JsonSchema): string | undefined => {
  for (const [pointer, as] of Object.entries(revive)) {
    if (!pointer.startsWith('/')) return `revive: "${pointer}" must be a JSON pointer such as "/at"`;
    if (!REVIVAL_NAMES.includes(as))
      return `revive: ${pointer} is to become ${as}; known are ${REVIVAL_NAMES.join(', ')}`;
    if (isAnyText(schemaAt(parameters, parameters, segments(pointer))))
      return `revive: ${pointer} is to become ${as} and may be any text; give it a format or a pattern`;
  }
  return undefined;
};

/** Text that is checked by nothing could not be told from what is to be revived. */
const isAnyText = (schema: JsonSchema | undefined): boolean =>
  schema?.['type'] === 'string' && !['format', 'pattern', 'enum', 'const'].some((keyword) => keyword in schema);

/** The schema at a pointer into the arguments, where no union or recursion is on the way. */
const schemaAt = (root: JsonSchema, schema: JsonSchema, path: readonly string[]): JsonSchema | undefined => {
  const [key, ...rest] = path;
  const target = resolve(root, schema) ?? {};
  if (key === undefined) return target;
  const part = key === '*' ? (target['items'] ?? target['additionalProperties']) : group(target, 'properties')[key];
  return isRecord(part) ? schemaAt(root, part, rest) : undefined;
};

const strictWords = (parameters: JsonSchema): string | undefined => {
  const problem = strictProblem({ properties: {}, ...parameters });
  return problem && `strict mode cannot hold: ${problem}; change it or leave strict out`;
};
