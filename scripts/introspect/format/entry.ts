import type { FunctionSchema, Revival } from '../../../lib/agent/function-schema.ts';
import { strictProblem } from '../../../lib/schema/strict.ts';
import type { Diagnostic, FunctionModel, InstanceModel, ParameterModel, Place } from '../model.ts';
import { remembered } from '../remembered.ts';
import { clientErrors } from './client-problems.ts';
import type { OutputEntry } from './output-entry.ts';
import { conflict, factoryClash, nameErrors, refusals, strictDiagnostics, warnings } from './problems.ts';
import { revivalsOf } from './revive.ts';
import { rootSchema, type RootSchema } from './schema.ts';
import { isAbsent, propertiesOf, shown } from './shown.ts';

/** When strict mode is asked for: where it can hold, always, or never. */
export type Strict = 'auto' | 'always' | 'never';

/** The output for an export of a file. */
export type Entry = FunctionEntry | OutputEntry;

/** The output for a function: its schema, or the reasons for its refusal. */
export interface FunctionEntry {
  /** Tells functions from outputs. */
  readonly kind: 'function';
  /** Path of the export in its module. */
  readonly path: readonly string[];
  /** The receiver that the function needs. */
  readonly receiver: FunctionModel['receiver'];
  /** The class of the receiver, when that is an instance. */
  readonly instance?: InstanceModel;
  /** Absent when the function is refused. */
  readonly schema?: FunctionSchema & {
    readonly name: string;
    readonly parameters: RootSchema;
  };
  /** Refusals and warnings, each with its place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Place of the function. */
  readonly place: Place;
}

/** The context of writing a function. */
export interface FunctionEntryOptions {
  /** When strict mode is asked for. */
  readonly strict: Strict;
  /** The functions of the module. */
  readonly others: readonly FunctionModel[];
}

/** Makes the schema of a function, or collects the reasons for its refusal. */
export const functionEntryOf = (fn: FunctionModel, { strict, others }: FunctionEntryOptions): FunctionEntry => {
  const { path, receiver, instance, place } = fn;
  const entry = { kind: 'function', path, receiver, place, ...(instance && { instance }) } as const;
  const errors = [
    ...nameErrors(fn),
    ...factoryClash(fn, others),
    ...clientErrors(fn, others),
    ...fn.parameters.flatMap((parameter) => refusals(fn, parameter)),
  ];
  if (errors.length > 0) return { ...entry, diagnostics: errors };
  const formatted = remembered(known, fn.parameters, () => formattedOf(fn));
  if ('conflict' in formatted) return { ...entry, diagnostics: [conflict(fn, formatted.conflict)] };
  const { parameters, revive } = formatted;
  const problem = strict === 'never' ? undefined : formatted.problem;
  const diagnostics = [...warnings(fn), ...strictDiagnostics(fn, strict, parameters, problem)];
  const isStrict = strict !== 'never' && problem === undefined;
  const defaults = defaultsOf(fn);
  const schema = {
    name: fn.name,
    ...(fn.description === '' ? {} : { description: fn.description }),
    parameters,
    order: orderOf(fn.parameters),
    strict: isStrict,
    ...(Object.keys(defaults).length > 0 ? { defaults } : {}),
    ...(Object.keys(revive).length > 0 ? { revive } : {}),
    ...(fn.approval ? { approval: fn.approval } : {}),
    ...(fn.client ? { client: true } : {}),
  };
  return { ...entry, schema, diagnostics };
};

/** The part of a schema that follows from the parameters. */
type Formatted =
  | { readonly conflict: string }
  | {
      readonly parameters: RootSchema;
      readonly revive: Readonly<Record<string, Revival>>;
      /** The reason why strict mode cannot hold, or `undefined`. */
      readonly problem: string | undefined;
    };

/** Exports of one declaration share their parameters. */
const known = new WeakMap<FunctionModel['parameters'], Formatted>();

const formattedOf = (fn: FunctionModel): Formatted => {
  const revivals = revivalsOf(propertiesOf(fn));
  if ('conflict' in revivals) return revivals;
  const parameters = parametersSchema(fn);
  return { ...revivals, parameters, problem: strictProblem(parameters) };
};

const parametersSchema = (fn: FunctionModel): RootSchema => {
  const whole = fn.parameters.find(({ role }) => role === 'whole');
  const others = whole?.shape.kind === 'object' ? whole.shape.others : undefined;
  return rootSchema({ properties: propertiesOf(fn), ...(others ? { others } : {}) });
};

/** Trailing parameters without a value are left out of the order. */
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
    case 'call':
      return '$call';
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
