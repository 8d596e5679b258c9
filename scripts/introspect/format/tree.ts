import type { InstanceModel } from '../model.ts';
import type { Entry, FunctionEntry } from './entry.ts';
import { literal } from './literal.ts';
import type { OutputEntry } from './output-entry.ts';
import { without } from './without.ts';

/** A node of the exports: a bound function, an output, or an object of them. */
export type Tree = { readonly entry: Entry } | Branch;

interface Branch {
  readonly members: Map<string, Tree>;
}

/** Local names of the written module, chosen so that none of them is the name of an export. */
export interface Names {
  readonly functions: string;
  readonly withSchema: string;
  readonly clientFunction: string;
  readonly outputSchema: string;
  readonly Output: string;
}

/** An export of a source; only functions have a receiver. */
interface Exported {
  readonly path: readonly string[];
  readonly receiver?: FunctionEntry['receiver'];
}

/** Path of the export of a module that is one value: `export = refund`. */
export const ASSIGNED = 'export=';

/** Builds the tree of entries. Methods that need an instance stand in a factory, which binds them for one. */
export const treeOf = (entries: readonly Entry[]): ReadonlyMap<string, Tree> => {
  const root = new Map<string, Tree>();
  for (const entry of entries) place(root, exportPath(entry), entry);
  return root;
};

/** The name of a class, in parentheses, stands for its factory. */
const exportPath = ({ path, receiver }: Exported): readonly string[] =>
  receiver === 'instance' ? [...path.slice(0, -2), `${path.at(-2) ?? ''}()`, ...path.slice(-1)] : path;

const place = (members: Map<string, Tree>, [first = '', ...rest]: readonly string[], entry: Entry): void => {
  if (rest.length === 0) {
    members.set(first, { entry });
    return;
  }
  const known = members.get(first);
  const node = known && 'members' in known ? known : { members: new Map<string, Tree>() };
  members.set(first, node);
  place(node.members, rest, entry);
};

/** Returns the name under which the module exports an entry. */
export const exportName = (entry: Exported): string => keyOf(exportPath(entry)[0] ?? '');

/** Returns the name of a node: `bindShop` for the methods of `Shop`. */
export const keyOf = (name: string): string => {
  if (name === ASSIGNED) return 'default';
  if (!name.endsWith('()')) return name;
  const type = keyOf(name.slice(0, -2));
  return `bind${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;
};

/** Writes the type of a node, so that declarations need no inference. */
export const typeOf = (name: string, node: Tree, names: Names): string => {
  if ('entry' in node) {
    const path = `${names.functions}${access(node.entry.path)}`;
    return node.entry.kind === 'output' ? `${names.Output}<${path}>` : `typeof ${path}`;
  }
  if (name.endsWith('()')) return `(instance: ${instanceType(node, names)}) => ${returnType(node, names)}`;
  return `{ ${[...node.members].map(([key, member]) => `${propertyKey(keyOf(key))}: ${typeOf(key, member, names)}`).join('; ')} }`;
};

/** Writes the value of a node. */
export const valueOf = (name: string, node: Tree, indent: string, names: Names): string => {
  if ('entry' in node)
    return node.entry.kind === 'output' ? outputOf(node.entry, names) : bound(node.entry, indent, names);
  const object = objectOf(node, indent, names);
  return name.endsWith('()') ? factory(node, object, names) : object;
};

const factory = (node: Branch, object: string, names: Names): string =>
  `(instance: ${instanceType(node, names)}): ${returnType(node, names)} => (${object})`;

const objectOf = (node: Branch, indent: string, names: Names): string => {
  const inner = `${indent}  `;
  const members = [...node.members].map(
    ([name, member]) => `${inner}${propertyKey(keyOf(name))}: ${valueOf(name, member, inner, names)},\n`,
  );
  return `{\n${members.join('')}${indent}}`;
};

const returnType = (node: Branch, names: Names): string => {
  const methods = [...node.members.keys()].map((method) => JSON.stringify(method)).join(' | ');
  return `Pick<${instanceType(node, names)}, ${methods.replaceAll('"', "'")}>`;
};

/** A class expression declares no type, and a generic class needs type arguments. */
const instanceType = (node: Branch, { functions }: Names): string => {
  const { path, isExpression, typeParameters } = classOf(node);
  const own = `${functions}${access(path)}`;
  if (isExpression || !path.every(isIdentifier)) return `InstanceType<typeof ${own}>`;
  return typeParameters === 0 ? own : `${own}<${Array.from({ length: typeParameters }, () => 'any').join(', ')}>`;
};

const classOf = (node: Branch): InstanceModel & { readonly path: readonly string[] } => {
  const entries = [...node.members.values()].flatMap((member) => ('entry' in member ? [member.entry] : []));
  const entry = entries.find((found) => found.kind === 'function');
  return { isExpression: false, typeParameters: 0, ...entry?.instance, path: entry?.path.slice(0, -1) ?? [] };
};

/** Returns whether a name can be declared and written after a dot. */
export const isIdentifier = (name: string): boolean => /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name);

/** Writes a name before a colon. */
export const propertyKey = (name: string): string => (isIdentifier(name) ? name : JSON.stringify(name));

/** A module that is one value has no name for it. */
const access = ([first, ...rest]: readonly string[]): string =>
  (first === undefined || first === ASSIGNED ? rest : [first, ...rest])
    .map((name) => (isIdentifier(name) ? `.${name}` : `[${JSON.stringify(name)}]`))
    .join('');

const bound = ({ path, receiver, schema }: FunctionEntry, indent: string, names: Names): string => {
  if (schema?.client) {
    // Only the page knows the places of the arguments.
    const declaration = literal(without(schema, ['order', 'revive', 'client']), indent, Infinity);
    return `${names.clientFunction}(${declaration}) as typeof ${names.functions}${access(path)}`;
  }
  const object = receiver === 'instance' ? 'instance' : `${names.functions}${access(path.slice(0, -1))}`;
  const fn = `${object}${access(path.slice(-1))}`;
  const callee = receiver === 'none' ? fn : `${fn}.bind(${object})`;
  return `${names.withSchema}(${callee}, ${literal(schema, indent, Infinity)})`;
};

/** `strict: true` is the default of `outputSchema`, so only the opposite is written. */
const outputOf = ({ path, output }: OutputEntry, names: Names): string => {
  const { schema, strict, ...options } = { strict: true, ...output };
  const type = `${names.functions}${access(path)}`;
  const second = literal({ ...options, ...(strict ? {} : { strict }) }, '  ', 1);
  return `${names.outputSchema}<${type}>(\n  ${literal(schema, '  ', Infinity)},\n  ${second},\n)`;
};
