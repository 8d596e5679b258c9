import { usageError } from '../agent/errors.ts';
import type { FunctionSchema } from '../agent/function-schema.ts';
import { isToolName } from '../messages/tool-name.ts';
import type { JsonSchema } from '../messages/types.ts';
import { isRecord } from '../util/is-record.ts';
import { DEEPEST, isDeeper } from '../util/nesting.ts';
import { show } from '../util/stringify.ts';
import { foreignProblem } from './foreign.ts';
import { group, resolve, segments } from './json.ts';
import { contradictionIn, expectedBy, subschemas } from './keywords.ts';
import { REVIVAL_NAMES } from './revive.ts';
import { structureProblem } from './strict.ts';

/** Names in an `order` that stand for values other than a property. */
export const PLACEHOLDERS: readonly string[] = ['contextVariables', '$signal', '$call', '$arguments', '$undefined'];

/** @throws SwarmError `usage` with the place, the value and the remedy. */
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
    (schema.strict === true ? strictWords(parameters) : undefined) ??
    (schema.returns && valueProblem(schema.returns as JsonSchema, 'returns'))
  );
};

type Field = readonly [isSound: (value: unknown) => boolean, expected: string];

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isString = (value: unknown): boolean => typeof value === 'string';

const isRule = (value: unknown): boolean => isBoolean(value) || typeof value === 'function';

const isApproval = (value: unknown): boolean => {
  if (!isRecord(value)) return isRule(value);
  const { when = true, edit = true, ...unknown } = value;
  return Object.keys(unknown).length === 0 && isRule(when) && edit !== false && isRule(edit);
};

/** The fields of a `FunctionSchema`. The schemas among them are looked at by themselves. */
const FIELDS: Readonly<Record<keyof FunctionSchema, Field>> = {
  name: [isString, 'a string'],
  description: [isString, 'a string'],
  parameters: [() => true, ''],
  accepts: [() => true, ''],
  order: [(value) => Array.isArray(value) && value.every(isString), 'a list of names'],
  strict: [isBoolean, 'true or false'],
  defaults: [isRecord, 'an object of values by name'],
  revive: [isRecord, 'an object of kinds by JSON pointer'],
  approval: [isApproval, 'true, false, a function of the arguments, or { when, edit } of such'],
  client: [isBoolean, 'true or false'],
  returns: [isRecord, 'a JSON Schema'],
};

const fieldProblem = (schema: FunctionSchema): string | undefined => {
  for (const [name, value] of Object.entries(schema)) {
    if (!Object.hasOwn(FIELDS, name)) return `unknown field "${name}"; there are ${Object.keys(FIELDS).join(', ')}`;
    const [isSound, expected] = FIELDS[name as keyof FunctionSchema];
    if (value !== undefined && !isSound(value)) return `${name} is ${show(value)}, expected ${expected}`;
  }
  return undefined;
};

const nameProblem = (name: string): string | undefined =>
  isToolName(name)
    ? undefined
    : `the name ${JSON.stringify(name)} must be 1 to 64 letters, digits, "_" or "-"; pass { name: '…' }`;

/** Returns the problem of a schema of parameters or, under another `title`, of an output. */
export const objectProblem = (schema: JsonSchema, title: string): string | undefined =>
  rootProblem(schema, title) ?? partProblem(schema, schema, '');

const rootProblem = (schema: JsonSchema, title: string): string | undefined => {
  const foreign = foreignProblem(schema);
  if (foreign !== undefined) return `${title} ${foreign}`;
  if (isDeeper(schema)) return `${title} must have at most ${String(DEEPEST)} levels; name its parts in $defs`;
  if (!isRecord(schema) || schema['type'] !== 'object')
    return `${title} must be an object schema ({ type: 'object', … }), got ${show(schema)}`;
  const combinator = ['anyOf', 'oneOf', 'allOf', 'not', 'enum'].find((keyword) => keyword in schema);
  return combinator && `${combinator} is refused at the root of ${title}; put it into a property`;
};

/** Returns the problem of a schema of any type, at any depth. */
const valueProblem = (schema: JsonSchema, title: string): string | undefined =>
  isDeeper(schema) ? `${title} must have at most ${String(DEEPEST)} levels` : schemaProblem(schema, title);

/** Returns the problem of a schema of any type. */
export const schemaProblem = (schema: JsonSchema, title: string): string | undefined => {
  const problem = partProblem(schema, schema, '');
  return problem && `${title}: ${problem}`;
};

/** Looks at every keyword of every schema within a schema: most mistakes would fail late and far away, or let everything pass. */
const partProblem = (root: JsonSchema, part: unknown, place: string): string | undefined => {
  const foreign = foreignProblem(part);
  if (foreign !== undefined) return `${place} ${foreign}`;
  if (!isRecord(part)) return undefined;
  for (const [keyword, value] of Object.entries(part)) {
    const expected = value === undefined ? undefined : expectedBy(keyword, value);
    if (expected !== undefined) return `${place}/${keyword} is ${show(value)}, expected ${expected}`;
  }
  const contradiction = contradictionIn(part);
  if (contradiction !== undefined) return `${place || 'its root'}: ${contradiction}`;
  if (resolve(root, part) === undefined)
    return `${place}/$ref: ${String(part['$ref'])} points nowhere; define it in $defs`;
  for (const [pointer, inner] of subschemas(part)) {
    const problem = inner === undefined ? undefined : partProblem(root, inner, `${place}/${pointer}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
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

/** Text without a form could not be told from text that is to be revived. */
const isAnyText = (schema: JsonSchema | undefined): boolean =>
  schema?.['type'] === 'string' && !['format', 'pattern', 'enum', 'const'].some((keyword) => keyword in schema);

/** Returns the schema at a pointer into the arguments, unless a union or a recursion is on the way. */
const schemaAt = (root: JsonSchema, schema: JsonSchema, path: readonly string[]): JsonSchema | undefined => {
  const [key, ...rest] = path;
  const target = resolve(root, schema) ?? {};
  if (key === undefined) return target;
  const part = key === '*' ? (target['items'] ?? target['additionalProperties']) : group(target, 'properties')[key];
  return isRecord(part) ? schemaAt(root, part, rest) : undefined;
};

const strictWords = (parameters: JsonSchema): string | undefined => {
  const problem = structureProblem({ properties: {}, ...parameters });
  return problem && `strict mode cannot hold: ${problem}; change it or leave strict out`;
};
