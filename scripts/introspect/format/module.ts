import { createHash } from 'node:crypto';
import type { InstanceModel } from '../model.ts';
import type { Entry, FunctionEntry } from './entry.ts';
import { literal } from './literal.ts';
import type { OutputEntry } from './output-entry.ts';

/** Texts that a written module depends on, apart from its entries. */
export interface ModuleOptions {
  /** Import specifier of the source: `./functions.js`. */
  readonly specifier: string;
  /** Command that writes the module again. */
  readonly command: string;
}

/** A node of the exports: a bound function, an output, or an object of them. */
type Tree = { readonly entry: Entry } | { readonly members: Map<string, Tree> };

/** Local names of the written module, chosen so that none of them is the name of an export. */
interface Names {
  readonly functions: string;
  readonly withSchema: string;
  readonly outputSchema: string;
  readonly Output: string;
}

/** Writes the module that exports each function bound to its schema, and an output for each tagged type. */
export const moduleText = (entries: readonly Entry[], { specifier, command }: ModuleOptions): string => {
  const written = entries.filter(isWritten);
  const tree = new Map<string, Tree>();
  for (const entry of written) place(tree, [...exportPath(entry)], entry);
  const names = namesBeside(written);
  const exported = [...tree].map(([name, node]) => exportOf(name, node, names)).join('\n');
  const body = written.length === 0 ? 'export {};\n' : `${importsOf(written, specifier, names)}\n${exported}`;
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const source = written.length > 0 && !written.some(isFunction) ? 'types' : 'functions';
  return `// Written by \`${command}\`: change the ${source} and run it again, not this file.\n// Content: ${hash}\n\n${body}`;
};

const isWritten = (entry: Entry): boolean => (entry.kind === 'output' ? entry.output : entry.schema) !== undefined;

const isFunction = ({ kind }: Entry): boolean => kind === 'function';

const namesBeside = (entries: readonly Entry[]): Names => {
  const taken = new Set(entries.map(exportName));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  return {
    functions: free('functions'),
    withSchema: free('withSchema'),
    outputSchema: free('outputSchema'),
    Output: free('Output'),
  };
};

/** A module that only has types imports nothing of its source at run time. */
const importsOf = (written: readonly Entry[], specifier: string, names: Names): string => {
  const hasFunctions = written.some(isFunction);
  const hasOutputs = !written.every(isFunction);
  const imported = [
    ...(hasOutputs ? [binding('outputSchema', names.outputSchema)] : []),
    ...(hasFunctions ? [binding('withSchema', names.withSchema)] : []),
  ].join(', ');
  const output = hasOutputs ? `import type { ${binding('Output', names.Output)} } from 'rxswarm';\n` : '';
  const source = `import ${hasFunctions ? '' : 'type '}* as ${names.functions} from '${specifier}';\n`;
  return `${output}import { ${imported} } from 'rxswarm/schema';\n${source}`;
};

const binding = (name: string, local: string): string => (name === local ? name : `${name} as ${local}`);

/** An export of a source; only functions have a receiver. */
interface Exported {
  readonly path: readonly string[];
  readonly receiver?: FunctionEntry['receiver'];
}

/** Methods that need an instance get a factory, which binds them for one. */
const exportPath = (entry: Exported): readonly string[] =>
  entry.receiver === 'instance' ? [`${entry.path[0] ?? ''}()`, ...entry.path.slice(1)] : entry.path;

/** Returns the name under which the module exports an entry. */
export const exportName = (entry: Exported): string => {
  const [name = ''] = exportPath(entry);
  return name.endsWith('()') ? factoryName(name.slice(0, -2)) : name;
};

const factoryName = (type: string): string => `bind${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;

const place = (members: Map<string, Tree>, [first = '', ...rest]: string[], entry: Entry): void => {
  if (rest.length === 0) {
    members.set(first, { entry });
    return;
  }
  const known = members.get(first);
  const node = known && 'members' in known ? known : { members: new Map<string, Tree>() };
  members.set(first, node);
  place(node.members, rest, entry);
};

/**
 * Writes an export with its type, so that declarations need no inference. A name that cannot be declared is exported
 * under an alias.
 */
const exportOf = (name: string, node: Tree, names: Names): string => {
  if (name.endsWith('()')) return factoryOf(name.slice(0, -2), node, names);
  const isPlain = isIdentifier(name) && !RESERVED.has(name);
  const local = isPlain ? name : `${name.replace(/[^\p{ID_Continue}$]/gu, '_')}_`;
  const declaration = `const ${local}: ${typeOf(node, names)} = ${valueOf(node, '', names)};\n`;
  if (isPlain) return `export ${declaration}`;
  const quoted = isIdentifier(name) ? name : JSON.stringify(name);
  return `${declaration}export ${name === 'default' ? `default ${local}` : `{ ${local} as ${quoted} }`};\n`;
};

const factoryOf = (type: string, node: Tree, names: Names): string => {
  const instance = instanceType(type, node, names);
  const methods = 'members' in node ? [...node.members.keys()].map((method) => JSON.stringify(method)) : [];
  const returned = `Pick<${instance}, ${methods.join(' | ').replaceAll('"', "'")}>`;
  return `export const ${factoryName(type)} = (instance: ${instance}): ${returned} => (${valueOf(node, '', names)});\n`;
};

/** A class expression declares no type, and a generic class needs type arguments. */
const instanceType = (type: string, node: Tree, { functions }: Names): string => {
  const { isExpression = false, typeParameters = 0 } = instanceOf(node) ?? {};
  const own = `${functions}${access([type])}`;
  if (isExpression || !isIdentifier(type)) return `InstanceType<typeof ${own}>`;
  return typeParameters === 0 ? own : `${own}<${Array.from({ length: typeParameters }, () => 'any').join(', ')}>`;
};

const instanceOf = (node: Tree): InstanceModel | undefined => {
  if ('entry' in node) return node.entry.kind === 'function' ? node.entry.instance : undefined;
  return [...node.members.values()].map(instanceOf).find((found) => found !== undefined);
};

/** Words that cannot be declared in a module. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield'
  ).split(' '),
);

const typeOf = (node: Tree, names: Names): string => {
  if ('entry' in node) {
    const path = `${names.functions}${access(node.entry.path)}`;
    return node.entry.kind === 'output' ? `${names.Output}<${path}>` : `typeof ${path}`;
  }
  return `{ ${[...node.members].map(([name, member]) => `${propertyKey(name)}: ${typeOf(member, names)}`).join('; ')} }`;
};

const valueOf = (node: Tree, indent: string, names: Names): string => {
  if ('entry' in node)
    return node.entry.kind === 'output' ? outputOf(node.entry, names) : bound(node.entry, indent, names);
  const inner = `${indent}  `;
  const members = [...node.members].map(
    ([name, member]) => `${inner}${propertyKey(name)}: ${valueOf(member, inner, names)},\n`,
  );
  return `{\n${members.join('')}${indent}}`;
};

const isIdentifier = (name: string): boolean => /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name);

const propertyKey = (name: string): string => (isIdentifier(name) ? name : JSON.stringify(name));

const access = (path: readonly string[]): string =>
  path.map((name) => (isIdentifier(name) ? `.${name}` : `[${JSON.stringify(name)}]`)).join('');

const bound = ({ path, receiver, schema }: FunctionEntry, indent: string, names: Names): string => {
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
