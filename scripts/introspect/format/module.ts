import { createHash } from 'node:crypto';
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

/** Writes the module that exports each function bound to its schema, and an output for each tagged type. */
export const moduleText = (entries: readonly Entry[], { specifier, command }: ModuleOptions): string => {
  const written = entries.filter(isWritten);
  const tree: Tree = { members: new Map() };
  for (const entry of written) place(tree.members, [...exportPath(entry)], entry);
  const exported = [...tree.members].map(([name, node]) => exportOf(name, node)).join('\n');
  const body = written.length === 0 ? 'export {};\n' : `${importsOf(written, specifier)}\n${exported}`;
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const source = written.length > 0 && !written.some(isFunction) ? 'types' : 'functions';
  return `// Written by \`${command}\`: change the ${source} and run it again, not this file.\n// Content: ${hash}\n\n${body}`;
};

const isWritten = (entry: Entry): boolean => (entry.kind === 'output' ? entry.output : entry.schema) !== undefined;

const isFunction = ({ kind }: Entry): boolean => kind === 'function';

/** A module that only has types imports nothing of its source. */
const importsOf = (written: readonly Entry[], specifier: string): string => {
  const hasFunctions = written.some(isFunction);
  const hasOutputs = !written.every(isFunction);
  const names = [...(hasOutputs ? ['outputSchema'] : []), ...(hasFunctions ? ['withSchema'] : [])].join(', ');
  const type = hasFunctions ? '' : 'type ';
  return `import { ${names} } from 'rxswarm/schema';\nimport ${type}* as functions from '${specifier}';\n`;
};

/** Methods that need an instance get a factory, which binds them for one. */
const exportPath = (entry: Entry): readonly string[] =>
  entry.kind === 'function' && entry.receiver === 'instance'
    ? [`${entry.path[0] ?? ''}()`, ...entry.path.slice(1)]
    : entry.path;

/** Returns the name under which the module exports an entry. */
export const exportName = (entry: Entry): string => {
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

const exportOf = (name: string, node: Tree): string => {
  if (name === 'default') return `export default ${valueOf(node, '')};\n`;
  if (!name.endsWith('()')) return `export const ${name} = ${valueOf(node, '')};\n`;
  const type = name.slice(0, -2);
  return `export const ${factoryName(type)} = (instance: functions.${type}) => (${valueOf(node, '')});\n`;
};

const valueOf = (node: Tree, indent: string): string => {
  if ('entry' in node) return node.entry.kind === 'output' ? outputOf(node.entry) : bound(node.entry, indent);
  const inner = `${indent}  `;
  const members = [...node.members].map(
    ([name, member]) => `${inner}${propertyKey(name)}: ${valueOf(member, inner)},\n`,
  );
  return `{\n${members.join('')}${indent}}`;
};

const isIdentifier = (name: string): boolean => /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name);

const propertyKey = (name: string): string => (isIdentifier(name) ? name : JSON.stringify(name));

const access = (path: readonly string[]): string =>
  path.map((name) => (isIdentifier(name) ? `.${name}` : `[${JSON.stringify(name)}]`)).join('');

const bound = ({ path, receiver, schema }: FunctionEntry, indent: string): string => {
  const object = receiver === 'instance' ? 'instance' : `functions${access(path.slice(0, -1))}`;
  const fn = `${object}${access(path.slice(-1))}`;
  const callee = receiver === 'none' ? fn : `${fn}.bind(${object})`;
  return `withSchema(${callee}, ${literal(schema, indent, Infinity)})`;
};

/** `strict: true` is the default of `outputSchema`, so only the opposite is written. */
const outputOf = ({ path, output }: OutputEntry): string => {
  const { schema, strict, ...options } = { strict: true, ...output };
  const type = `functions${access(path)}`;
  const second = literal({ ...options, ...(strict ? {} : { strict }) }, '  ', 1);
  return `outputSchema<${type}>(\n  ${literal(schema, '  ', Infinity)},\n  ${second},\n)`;
};
