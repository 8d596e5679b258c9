import { isToolName } from '../../../lib/messages/tool-name.ts';
import { structureProblem } from '../../../lib/schema/strict.ts';
import type { Diagnostic, FunctionModel, ParameterModel, Place, TypeModel } from '../model.ts';
import { remembered } from '../remembered.ts';
import type { Strict } from './entry.ts';
import type { Schema } from './schema.ts';
import { isAbsent, isShown, propertiesOf, shown } from './shown.ts';
import { tagProblems } from './tag-problems.ts';
import { exportName } from './tree.ts';

/** Parameter names that Anthropic and Bedrock accept. One other name fails the whole request there. */
const PARAMETER_NAME = /^[a-zA-Z0-9_.-]{1,64}$/;
const LONG = 1024;
/** Limit of refusals reported for one parameter. */
const MOST = 3;

/** A function or a type, as the subject of a diagnostic. */
type Subject = Pick<FunctionModel, 'name' | 'path' | 'description' | 'place'>;

/** Builds a diagnostic about an export. */
export const say = (
  fn: Pick<Subject, 'path'>,
  place: Place,
  severity: Diagnostic['severity'],
  message: string,
): Diagnostic => ({
  ...{ file: place.file, line: place.line, column: place.column },
  ...{ severity, message, subject: fn.path.join('.') },
});

/** Refuses a name that endpoints do not take. */
export const nameErrors = (fn: Subject): readonly Diagnostic[] =>
  isToolName(fn.name)
    ? []
    : [
        say(
          fn,
          fn.place,
          'error',
          `the name "${fn.name}" cannot be sent (letters, digits, "_" and "-", at most 64); rename it`,
        ),
      ];

/** Refuses a method whose factory would have the name of another export. */
export const factoryClash = (fn: FunctionModel, others: readonly FunctionModel[]): readonly Diagnostic[] => {
  if (fn.receiver !== 'instance') return [];
  const name = exportName(fn);
  const owners = remembered(ownersByName, others, () => ownersOf(others)).get(name) ?? new Map<string, FunctionModel>();
  const [other] = [...owners].flatMap(([first, owner]) => (first === fn.path[0] ? [] : [owner]));
  if (other === undefined) return [];
  const message = `the written module exports "${name}" for the methods of ${fn.path[0] ?? ''}, and for ${other.path.join('.')}; rename one of them`;
  return [say(fn, fn.place, 'error', message)];
};

/** The functions of a module by the name of their export, and then by the first name of their path: the first of each. */
type Owners = ReadonlyMap<string, ReadonlyMap<string, FunctionModel>>;

const ownersByName = new WeakMap<readonly FunctionModel[], Owners>();

const ownersOf = (functions: readonly FunctionModel[]): Owners => {
  const owners = new Map<string, Map<string, FunctionModel>>();
  for (const fn of functions) {
    const name = exportName(fn);
    const [first = ''] = fn.path;
    const known = owners.get(name) ?? new Map<string, FunctionModel>();
    owners.set(name, known);
    if (!known.has(first)) known.set(first, fn);
  }
  return owners;
};

/** Reports the refusals in the type of a parameter. */
export const refusals = (fn: FunctionModel, parameter: ParameterModel): readonly Diagnostic[] => {
  const { shape, name, place } = parameter;
  if (shape.kind !== 'refused' || isAbsent(parameter) || !isShown(parameter)) return [];
  return shape.refusals
    .slice(0, MOST)
    .map(({ path, reason }) => say(fn, place, 'error', `parameter "${dotted([name, ...path])}" ${reason}`));
};

const dotted = (path: readonly string[]): string => path.join('.').replaceAll('.[', '[');

/** Reports the refusals in a tagged type. */
export const typeRefusals = (type: TypeModel): readonly Diagnostic[] =>
  type.refusals.slice(0, MOST).map(({ path, reason, place }) => {
    const message = path.length === 0 ? reason : `property "${dotted(path)}" ${reason}`;
    return say(type, place, 'error', message);
  });

/** A type and a function may share a name in the source, but not in the written module. */
export const clash = (type: TypeModel, taken: ReadonlySet<string>): readonly Diagnostic[] => {
  const [name = ''] = type.path;
  const message = `a function is exported as "${name}" as well, and the written module can export only one of them; rename the type`;
  return taken.has(name) ? [say(type, type.place, 'error', message)] : [];
};

/** Reports a place where JSON cannot tell a value to revive from one that stays. */
export const conflict = (fn: FunctionModel, pointer: string): Diagnostic => {
  const path = pointer.slice(1).replaceAll('/', '.');
  const message = `parameter "${path}" may hold a value to revive or one to keep, and JSON cannot tell them apart; put them in two properties`;
  return say(fn, fn.place, 'error', message);
};

/** Warns about comments that are missing, or that describe something unknown. */
export const wordWarnings = (fn: Subject): readonly Diagnostic[] => [
  ...(fn.description === '' ? [say(fn, fn.place, 'warning', 'has no description: write a comment before it')] : []),
  ...(fn.description.length > LONG
    ? [
        say(
          fn,
          fn.place,
          'warning',
          `its description is longer than ${String(LONG)} characters, which some servers refuse; shorten it`,
        ),
      ]
    : []),
];

/** Warns about comments, names and tags of a function. */
export const warnings = (fn: FunctionModel): readonly Diagnostic[] => [
  ...wordWarnings(fn),
  ...propertiesOf(fn)
    .filter(({ name }) => !PARAMETER_NAME.test(name))
    .map(({ name }) =>
      say(
        fn,
        fn.place,
        'warning',
        `parameter "${name}" has a name that some servers refuse; use letters, digits, "_", "-" and "."`,
      ),
    ),
  ...fn.problems.map((problem) => say(fn, fn.place, 'warning', problem)),
  ...shown(fn).flatMap(({ name, shape, words, place }) =>
    tagProblems({ path: name, shape, words }).map((problem) => say(fn, place, 'warning', `parameter ${problem}`)),
  ),
];

/** Warns about tags of a type and of its properties that cannot be used. */
export const typeWarnings = (type: TypeModel): readonly Diagnostic[] => [
  ...wordWarnings(type),
  ...(type.shape.kind === 'object' ? type.shape.properties : [])
    .flatMap(({ name, shape, words }) => tagProblems({ path: name, shape, words }))
    .map((problem) => say(type, type.place, 'warning', `property ${problem}`)),
];

/**
 * Reports that strict mode is required and cannot hold, or that it is off because of a limit of the endpoint, each with
 * the reason. Types that strict mode cannot say, such as a record, need no warning.
 */
export const strictDiagnostics = (
  fn: Subject,
  strict: Strict,
  schema: Schema,
  problem: string | undefined,
): readonly Diagnostic[] => {
  if (problem === undefined) return [];
  if (strict === 'always') return [say(fn, fn.place, 'error', `strict mode cannot hold: ${problem}`)];
  return structureProblem(schema) === undefined
    ? [say(fn, fn.place, 'warning', `is sent without strict mode: ${problem}`)]
    : [];
};
