import { strictProblem } from '../../../lib/schema/strict.ts';
import type { FunctionSchema } from '../../../lib/schema/types.ts';
import type { Diagnostic, FunctionModel, ParameterModel, Place, PropertyModel } from '../model.ts';
import { uselessKeywords } from './keywords.ts';
import { revivalsOf } from './revive.ts';
import { objectSchema, propertySchema, type Definitions, type Schema } from './schema.ts';

export type Strict = 'auto' | 'always' | 'never';

/** What is written of a function: its schema, or nothing but what is wrong. */
export interface Entry {
  readonly path: readonly string[];
  readonly receiver: FunctionModel['receiver'];
  /** Absent where the function was refused. */
  readonly schema?: FunctionSchema & {
    readonly name: string;
    readonly parameters: Schema & { readonly type: 'object' };
  };
  readonly diagnostics: readonly Diagnostic[];
}

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
/** What Anthropic and Bedrock take; one bad name there fails the whole request. */
const PARAMETER_NAME = /^[a-zA-Z0-9_.-]{1,64}$/;
const LONG = 1024;
/** Refusals told of one parameter: more of them say no more. */
const MOST = 3;

export const entryOf = (fn: FunctionModel, strict: Strict): Entry => {
  const { path, receiver } = fn;
  const errors = [...nameErrors(fn), ...fn.parameters.flatMap((parameter) => refusals(fn, parameter))];
  if (errors.length > 0) return { path, receiver, diagnostics: errors };
  const revivals = revivalsOf(propertiesOf(fn));
  if ('conflict' in revivals) return { path, receiver, diagnostics: [conflict(fn, revivals.conflict)] };
  const parameters = parametersSchema(fn);
  const problem = strictProblem(parameters);
  const diagnostics = [...warnings(fn), ...strictWarnings(fn, strict, problem)];
  const isStrict = strict !== 'never' && problem === undefined;
  const defaults = defaultsOf(fn);
  const schema = {
    name: fn.name,
    ...(fn.description === '' ? {} : { description: fn.description }),
    parameters,
    order: orderOf(fn.parameters),
    strict: isStrict,
    ...(Object.keys(defaults).length > 0 ? { defaults } : {}),
    ...(Object.keys(revivals.revive).length > 0 ? { revive: revivals.revive } : {}),
    ...(fn.approval ? { approval: true } : {}),
  };
  return { path, receiver, schema, diagnostics };
};

const say = (fn: FunctionModel, place: Place, severity: Diagnostic['severity'], message: string): Diagnostic => ({
  ...{ file: place.file, line: place.line, column: place.column },
  ...{ severity, message, subject: fn.path.join('.') },
});

const isShown = ({ role }: Pick<ParameterModel, 'role'>): boolean =>
  role === 'argument' || role === 'rest' || role === 'whole';

/** What can be left out and cannot be sent is left out. */
const isAbsent = ({ role, shape, optional }: ParameterModel): boolean =>
  role === 'absent' || (isShown({ role }) && shape.kind === 'refused' && optional && role !== 'rest');

const shown = (fn: FunctionModel): readonly ParameterModel[] =>
  fn.parameters.filter((parameter) => isShown(parameter) && !isAbsent(parameter));

const propertiesOf = (fn: FunctionModel): readonly PropertyModel[] =>
  shown(fn).flatMap((parameter) =>
    parameter.role === 'whole' && parameter.shape.kind === 'object'
      ? parameter.shape.properties
      : [withDefault(parameter)],
  );

const withDefault = (parameter: ParameterModel): PropertyModel => {
  const { name, shape, optional, words } = parameter;
  const keywords = { ...(parameter.default && { default: parameter.default.value }), ...words.keywords };
  return { name, shape, optional, words: { ...words, keywords } };
};

const parametersSchema = (fn: FunctionModel): Schema & { readonly type: 'object' } => {
  const definitions: Definitions = new Map();
  const whole = fn.parameters.find(({ role }) => role === 'whole');
  const others = whole?.shape.kind === 'object' ? whole.shape.others : undefined;
  const root = objectSchema({ properties: propertiesOf(fn), ...(others ? { others } : {}) }, definitions);
  const $defs = Object.fromEntries([...definitions.values()].map(({ name, schema }) => [name, schema]));
  return { ...root, type: 'object', ...(definitions.size > 0 ? { $defs } : {}) };
};

/** What is passed nothing at the end need not be passed. */
const orderOf = (parameters: readonly ParameterModel[]): readonly string[] => {
  const order = parameters.map(placeholderOf);
  while (order.at(-1) === '$undefined') order.pop();
  return order;
};

const placeholderOf = (parameter: ParameterModel): string => {
  if (isAbsent(parameter)) return '$undefined';
  switch (parameter.role) {
    case 'context':
      return 'contextVariables';
    case 'signal':
      return '$signal';
    case 'whole':
      return '$arguments';
    case 'rest':
      return `...${parameter.name}`;
    default:
      return parameter.name;
  }
};

const defaultsOf = (fn: FunctionModel): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    shown(fn).flatMap((parameter) =>
      parameter.role === 'whole' && parameter.shape.kind === 'object'
        ? parameter.shape.properties.flatMap(({ name, optional, words }) =>
            optional && words.keywords && 'default' in words.keywords ? [[name, words.keywords['default']]] : [],
          )
        : parameter.default
          ? [[parameter.name, parameter.default.value]]
          : [],
    ),
  );

const nameErrors = (fn: FunctionModel): readonly Diagnostic[] =>
  NAME.test(fn.name)
    ? []
    : [
        say(
          fn,
          fn.place,
          'error',
          `the name "${fn.name}" cannot be sent (letters, digits, "_" and "-", at most 64); rename it`,
        ),
      ];

const refusals = (fn: FunctionModel, parameter: ParameterModel): readonly Diagnostic[] => {
  const { shape, name, place } = parameter;
  if (shape.kind !== 'refused' || isAbsent(parameter) || !isShown(parameter)) return [];
  return shape.refusals
    .slice(0, MOST)
    .map(({ path, reason }) =>
      say(fn, place, 'error', `parameter "${[name, ...path].join('.').replaceAll('.[', '[')}" ${reason}`),
    );
};

const conflict = (fn: FunctionModel, pointer: string): Diagnostic => {
  const path = pointer.slice(1).replaceAll('/', '.');
  const message = `parameter "${path}" is revived, and JSON does not tell it from what is not; give one of them a name of its own`;
  return say(fn, fn.place, 'error', message);
};

const warnings = (fn: FunctionModel): readonly Diagnostic[] => [
  ...(fn.description === '' ? [say(fn, fn.place, 'warning', 'has no description: write a comment before it')] : []),
  ...(fn.description.length > LONG
    ? [
        say(
          fn,
          fn.place,
          'warning',
          `its description is longer than ${String(LONG)} characters, which some servers refuse`,
        ),
      ]
    : []),
  ...propertiesOf(fn)
    .filter(({ name }) => !PARAMETER_NAME.test(name))
    .map(({ name }) => say(fn, fn.place, 'warning', `parameter "${name}" has a name that some servers refuse`)),
  ...shown(fn).flatMap((parameter) => uselessTags(fn, parameter)),
];

const uselessTags = (fn: FunctionModel, { name, shape, words, place }: ParameterModel): readonly Diagnostic[] =>
  uselessKeywords(propertySchema({ shape, words: {} }, new Map()), words.keywords ?? {}).map((keyword) =>
    say(fn, place, 'warning', `parameter "${name}": @${keyword} says nothing about its type`),
  );

const strictWarnings = (fn: FunctionModel, strict: Strict, problem: string | undefined): readonly Diagnostic[] =>
  strict === 'always' && problem !== undefined
    ? [say(fn, fn.place, 'error', `strict mode cannot hold: ${problem}`)]
    : [];
