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
  ...(strict ? parts(root).flatMap(([place, part]) => sharedKeys(root, part).map((key) => `${place}: ${key}`)) : []),
];

/** Lists the first keys that branches of a union share, with a value that both may have. */
const sharedKeys = (root: Schema, part: Schema): readonly string[] => {
  // A definition that a union names twice is one branch.
  const branches = new Set(((part['anyOf'] ?? []) as readonly Schema[]).flatMap((each) => branchesOf(root, each, [])));
  const firsts = [...branches].flatMap((branch) =>
    Object.entries((branch['properties'] ?? {}) as Readonly<Record<string, Schema>>).slice(0, 1),
  );
  return firsts
    .filter(([key, property], index) =>
      firsts.slice(0, index).some(([other, known]) => {
        const [own, others] = [property['enum'], known['enum']] as readonly (readonly unknown[] | undefined)[];
        return other === key && !(own && others && !own.some((value) => others.includes(value)));
      }),
    )
    .map(([key]) => `branches share the first key ${key}`);
};

const branchesOf = (root: Schema, branch: Schema, seen: readonly Schema[]): readonly Schema[] => {
  const name = typeof branch['$ref'] === 'string' ? branch['$ref'].replace('#/$defs/', '') : undefined;
  const target = name === undefined ? branch : ((root['$defs'] as Readonly<Record<string, Schema>>)[name] ?? {});
  if (seen.includes(target)) return [];
  const inner = target['anyOf'] as readonly Schema[] | undefined;
  return inner ? inner.flatMap((each) => branchesOf(root, each, [...seen, target])) : [target];
};

const partProblems = (part: Schema, strict: boolean): readonly string[] => [
  ...(Array.isArray(part['type']) ? ['a list of types'] : []),
  ...(/\(\?<?[=!]|\\[dwsDWS/]|^[^^]|[^$]$/.test((part['pattern'] as string | undefined) ?? '^$')
    ? ['a pattern that some refuse']
    : []),
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
