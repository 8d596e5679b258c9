import { ts } from 'ts-morph';
import type { FunctionModel, ParameterModel } from '../model.ts';
import { remembered } from '../remembered.ts';
import { hasTag } from './exported.ts';
import type { ExportedFunction } from './callable.ts';
import { parameterWords } from './parameter-words.ts';
import { placeOf } from './place.ts';
import { refused } from './refuse.ts';
import { parametersOf } from './parameters.ts';
import { resultProblem } from './result-problem.ts';
import { shapeReader, type ShapeOfType } from './shape.ts';
import type { Reading } from './types.ts';
import { blocksOf, firstWords, tagsOf, textOf, wordsBefore } from './words.ts';

/** Reads an exported function: its name, description, parameters and places. */
export const functionOf = (reading: Reading, exported: ExportedFunction): FunctionModel => {
  const { path, name, receiver, instance, place } = exported;
  const { parameters, ...declared } = declaredOnce(reading, exported);
  const own = thisParameter(reading, exported);
  return {
    ...{ name, path, receiver, place },
    ...(instance && { instance }),
    ...declared,
    parameters: own.length > 0 ? [...own, ...parameters] : parameters,
  };
};

/** The part of a function that is the same under each name by which it is exported. */
type Declared = Pick<FunctionModel, 'description' | 'approval' | 'client' | 'problems' | 'parameters'>;

interface Known {
  readonly origin: readonly unknown[];
  readonly declared: Declared;
}

const known = new WeakMap<ts.Signature, Known[]>();

/** Reads a declaration once, because packages export the same functions from many modules. */
const declaredOnce = (reading: Reading, exported: ExportedFunction): Declared => {
  const others = remembered(known, exported.signature, () => []);
  const origin = originOf(exported);
  const found = others.find((other) => areSame(other.origin, origin));
  if (found !== undefined) return found.declared;
  const declared = declaredOf(reading, shapeReader(reading), exported);
  others.push({ origin, declared });
  return declared;
};

/** Everything that decides what is read of a signature. An export adds to it only if it has a comment. */
const originOf = ({ declaration, overloads, documented }: ExportedFunction): readonly unknown[] => [
  declaration,
  ...overloads,
  ...documented.filter((node, index) => index === 0 || blocksOf(node).length > 0 || ts.isJSDocPropertyTag(node)),
];

const areSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

const declaredOf = (reading: Reading, shapeOf: ShapeOfType, exported: ExportedFunction): Declared => {
  const { name, documented, declaration, signature, overloads } = exported;
  const at = declaration ?? documented[0];
  if (at === undefined) throw new TypeError(`${name} is declared nowhere`);
  const words = parameterWords(documented);
  const parameters = parametersOf({ ...reading, shapeOf, signature, overloads, declaration, at, words });
  const problem = resultProblem(reading, signature);
  const approval = approvalOf(documented);
  return {
    description: descriptionOf(documented),
    approval: approval?.rule ?? false,
    client: hasTag(documented, 'client'),
    problems: [...words.problems(), ...[approval?.problem, problem].filter((each) => each !== undefined)],
    parameters,
  };
};

/** Reads the tag `@approval`. Words that are not understood allow no edit. */
const approvalOf = (
  documented: readonly ts.Node[],
): { readonly rule: FunctionModel['approval']; readonly problem?: string } | undefined => {
  const tag = documented.flatMap(tagsOf).find(({ tagName }) => tagName.text === 'approval');
  const text = tag && textOf(tag.comment);
  if (text === undefined || text === '') return tag && { rule: true };
  return text === 'edit'
    ? { rule: { edit: true } }
    : { rule: true, problem: `has "@approval ${text}": write "@approval" or "@approval edit"` };
};

/** A `this` parameter is refused unless the function's object fits, because a run calls functions without one. */
const thisParameter = (
  { checker }: Reading,
  { signature: { declaration }, receiver, owner }: ExportedFunction,
): readonly ParameterModel[] => {
  const node = declaration?.parameters.find(({ name }) => name.getText() === 'this');
  if (node === undefined || !ts.isParameter(node) || (node.type && ANY_THIS.has(node.type.kind))) return [];
  const isBound = receiver !== 'none' && owner !== undefined;
  if (isBound && checker.isTypeAssignableTo(owner, checker.getTypeAtLocation(node))) return [];
  const shape = refused('is not passed when a model calls; take it as a parameter or from contextVariables');
  return [{ name: 'this', role: 'argument', shape, optional: false, words: {}, place: placeOf(node) }];
};

/** Types of a `this` that need not be passed. */
const ANY_THIS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.VoidKeyword,
  ts.SyntaxKind.UndefinedKeyword,
  ts.SyntaxKind.UnknownKeyword,
  ts.SyntaxKind.AnyKeyword,
]);

/** Returns the first comment, with its examples and deprecation. */
export const descriptionOf = (nodes: readonly ts.Node[]): string => {
  const { description = '', keywords = {} } = firstWords(...nodes.map(wordsBefore));
  const tags = nodes.flatMap(tagsOf);
  const deprecated = tags.find(({ tagName }) => tagName.text === 'deprecated');
  const examples = ((keywords['examples'] ?? []) as unknown[]).map((example) =>
    typeof example === 'string' ? `Example: ${example}` : `Example: ${JSON.stringify(example)}`,
  );
  const warning = deprecated ? [`Deprecated. ${textOf(deprecated.comment)}`.trim()] : [];
  return [description, ...examples, ...warning].filter((text) => text !== '').join('\n\n');
};
