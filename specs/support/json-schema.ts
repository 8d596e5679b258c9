import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

type Schema = Readonly<Record<string, unknown>>;

const ajv = new Ajv2020({ strict: false, ownProperties: true });
addFormats.default(ajv);

/** Returns the objection of an independent validator to a schema, or `null`. */
export const metaProblem = (schema: Schema): string | null =>
  ajv.validateSchema(schema) === true ? null : ajv.errorsText(ajv.errors);

/** By the text of the schema, because specs build the same schema many times and compiling is slow. */
const validators = new Map<string, ValidateFunction>();

/** Returns whether an independent validator accepts a value. */
export const passes = (schema: Schema, value: unknown): boolean => {
  const text = JSON.stringify(schema);
  const validator = validators.get(text) ?? ajv.compile(schema);
  validators.set(text, validator);
  return validator(value);
};

/** Lists a schema and all schemas within it, with their places. */
export const parts = (schema: Schema, place = '#'): readonly (readonly [string, Schema])[] => [
  [place, schema],
  ...['properties', '$defs'].flatMap((keyword) =>
    Object.entries((schema[keyword] ?? {}) as Readonly<Record<string, Schema>>).flatMap(([name, part]) =>
      parts(part, `${place}/${keyword}/${name}`),
    ),
  ),
  ...['anyOf', 'prefixItems', 'oneOf', 'allOf'].flatMap((keyword) =>
    ((schema[keyword] ?? []) as readonly Schema[]).flatMap((part, index) =>
      parts(part, `${place}/${keyword}/${String(index)}`),
    ),
  ),
  ...['items', 'additionalProperties'].flatMap((keyword) =>
    typeof schema[keyword] === 'object' ? parts(schema[keyword] as Schema, `${place}/${keyword}`) : [],
  ),
];

const STRICT = [
  ...[
    'type',
    'properties',
    'required',
    'additionalProperties',
    'items',
    'enum',
    'anyOf',
    '$defs',
    '$ref',
    'description',
  ],
  ...[
    'pattern',
    'format',
    'multipleOf',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'minItems',
    'maxItems',
  ],
];
const FORMATS = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'];

/** Lists the endpoint's objections to the parameters of a tool. */
export const endpointProblems = (root: Schema, strict: boolean): readonly string[] => [
  ...(root['type'] === 'object' ? [] : ['#: the root is no object']),
  ...['anyOf', 'oneOf', 'allOf', 'not', 'enum', '$ref']
    .filter((keyword) => keyword in root)
    .map((keyword) => `#: ${keyword}`),
  ...parts(root).flatMap(([place, part]) => partProblems(part, strict).map((problem) => `${place}: ${problem}`)),
];

const partProblems = (part: Schema, strict: boolean): readonly string[] => [
  ...(part['type'] === 'array' && typeof part['items'] !== 'object' ? ['an array without items'] : []),
  ...['prefixItems', 'oneOf', 'const'].filter((keyword) => keyword in part),
  ...('$ref' in part && Object.keys(part).length > 1 ? ['keywords beside $ref'] : []),
  ...(strict ? strictProblems(part) : []),
];

const strictProblems = (part: Schema): readonly string[] => {
  const names = Object.keys(part['properties'] ?? {});
  const required = (part['required'] ?? []) as readonly string[];
  return [
    ...Object.keys(part).filter((keyword) => !STRICT.includes(keyword)),
    ...(typeof part['format'] === 'string' && !FORMATS.includes(part['format']) ? [`format ${part['format']}`] : []),
    ...(part['type'] === 'object' && part['additionalProperties'] !== false ? ['an open object'] : []),
    ...names.filter((name) => !required.includes(name)).map((name) => `${name} is not required`),
    ...(['type', 'anyOf', '$ref', 'enum'].some((keyword) => keyword in part) ? [] : ['no type']),
  ];
};
