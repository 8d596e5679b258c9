import { createHash } from 'node:crypto';
import type { Entry } from './entry.ts';
import { literal } from './literal.ts';

export interface ModuleOptions {
  /** How the module imports its functions: `./functions.js`. */
  readonly specifier: string;
  /** What to run to write it again. */
  readonly command: string;
}

/** A node of what is exported: a bound function, or an object of such. */
type Tree = { readonly entry: Entry } | { readonly members: Map<string, Tree> };

/** The module that exports each function bound to its schema. */
export const moduleText = (entries: readonly Entry[], { specifier, command }: ModuleOptions): string => {
  const written = entries.filter(({ schema }) => schema !== undefined);
  const tree: Tree = { members: new Map() };
  for (const entry of written) place(tree.members, [...factoryPath(entry)], entry);
  const exported = [...tree.members].map(([name, node]) => exportOf(name, node)).join('\n');
  const imports = `import { withSchema } from 'rxswarm/schema';\nimport * as functions from '${specifier}';\n`;
  const body = written.length === 0 ? 'export {};\n' : `${imports}\n${exported}`;
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `// Written by \`${command}\`: change the functions and run it again, not this file.\n// Content: ${hash}\n\n${body}`;
};

/** Methods that need an instance stand apart: a factory makes them for one. */
const factoryPath = ({ path, receiver }: Entry): readonly string[] =>
  receiver === 'instance' ? [`${path[0] ?? ''}()`, ...path.slice(1)] : path;

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
  const factory = `bind${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;
  return `export const ${factory} = (instance: functions.${type}) => (${valueOf(node, '')});\n`;
};

const valueOf = (node: Tree, indent: string): string => {
  if ('entry' in node) return bound(node.entry, indent);
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

const bound = ({ path, receiver, schema }: Entry, indent: string): string => {
  const object = receiver === 'instance' ? 'instance' : `functions${access(path.slice(0, -1))}`;
  const fn = `${object}${access(path.slice(-1))}`;
  const callee = receiver === 'none' ? fn : `${fn}.bind(${object})`;
  return `withSchema(${callee}, ${literal(schema, indent, Infinity)})`;
};
