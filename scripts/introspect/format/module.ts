import { createHash } from 'node:crypto';
import type { Entry } from './entry.ts';
import { exportName, isIdentifier, keyOf, propertyKey, treeOf, typeOf, valueOf } from './tree.ts';
import type { Names, Tree } from './tree.ts';
import { without } from './without.ts';

/** Texts that a written module depends on, apart from its entries. */
export interface ModuleOptions {
  /** Import specifier of the source: `./functions.js`. */
  readonly specifier: string;
  /** Command that writes the module again. */
  readonly command: string;
  /** Form of the import of the source. Default: `import * as`. */
  readonly form?: 'namespace' | 'default' | 'require';
  /** True if the module is CommonJS in its syntax too: `import x = require(…)` and `export =`. */
  readonly isCommonJs?: boolean;
}

/**
 * Writes the module that exports each function bound to its schema, a declaration of each function of the page, and an output for
 * each tagged type.
 */
export const moduleText = (entries: readonly Entry[], options: ModuleOptions): string => {
  const written = entries.filter(isWritten);
  const names = namesBeside(written, options);
  const exported = (options.isCommonJs ? assigned : exports)(treeOf(written), names);
  const body = written.length === 0 ? 'export {};\n' : `${importsOf(written, options, names)}\n${exported}`;
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const source = written.length > 0 && !written.some(isFunction) ? 'types' : 'functions';
  return `// Written by \`${options.command}\`: change the ${source} and run it again, not this file.\n// Content: ${hash}\n\n${body}`;
};

const isWritten = (entry: Entry): boolean => (entry.kind === 'output' ? entry.output : entry.schema) !== undefined;

const isFunction = ({ kind }: Entry): boolean => kind === 'function';

/** Returns whether an entry only declares a function, which the page executes. */
const isDeclared = (entry: Entry): boolean => entry.kind === 'function' && entry.schema?.client === true;

/**
 * Returns the entries of the module for the page, which binds the functions that the other module declares. Their calls are
 * approved elsewhere.
 */
export const pageEntries = (entries: readonly Entry[]): readonly Entry[] =>
  entries.flatMap((entry) => {
    if (entry.kind !== 'function' || entry.schema?.client !== true) return [];
    return [{ ...entry, schema: without(entry.schema, ['client', 'approval']) }];
  });

interface ModuleNames extends Names {
  /** The module of rxswarm, when its functions have no names of their own. */
  readonly schema: string;
  /** Returns a name that nothing else has. */
  readonly free: (name: string) => string;
}

const namesBeside = (entries: readonly Entry[], { isCommonJs }: ModuleOptions): ModuleNames => {
  const taken = new Set(entries.map(exportName));
  const free = (name: string): string => {
    if (taken.has(name)) return free(`${name}_`);
    taken.add(name);
    return name;
  };
  const schema = free('schema');
  return {
    ...{ free, schema, functions: free('functions'), Output: free('Output') },
    clientFunction: isCommonJs ? `${schema}.clientFunction` : free('clientFunction'),
    withSchema: isCommonJs ? `${schema}.withSchema` : free('withSchema'),
    outputSchema: isCommonJs ? `${schema}.outputSchema` : free('outputSchema'),
  };
};

/** A module that only has types and declarations imports nothing of its source at run time. */
const importsOf = (
  written: readonly Entry[],
  { specifier, form = 'namespace', isCommonJs }: ModuleOptions,
  names: ModuleNames,
): string => {
  const hasDeclared = written.some(isDeclared);
  const hasFunctions = written.some((entry) => isFunction(entry) && !isDeclared(entry));
  const hasOutputs = !written.every(isFunction);
  const imported = [
    ...(hasDeclared ? [binding('clientFunction', names.clientFunction)] : []),
    ...(hasOutputs ? [binding('outputSchema', names.outputSchema)] : []),
    ...(hasFunctions ? [binding('withSchema', names.withSchema)] : []),
  ].join(', ');
  const output = hasOutputs ? `import type { ${binding('Output', names.Output)} } from 'rxswarm';\n` : '';
  const schema = isCommonJs ? `${names.schema} = require('rxswarm/schema')` : `{ ${imported} } from 'rxswarm/schema'`;
  const source = `${hasFunctions ? '' : 'type '}${SOURCE[form](names.functions, specifier)}`;
  return `${output}import ${schema};\nimport ${source};\n`;
};

/** Forms of the import of a source. */
const SOURCE: Readonly<Record<NonNullable<ModuleOptions['form']>, (name: string, specifier: string) => string>> = {
  namespace: (name, specifier) => `* as ${name} from '${specifier}'`,
  default: (name, specifier) => `${name} from '${specifier}'`,
  require: (name, specifier) => `${name} = require('${specifier}')`,
};

const binding = (name: string, local: string): string => (name === local ? name : `${name} as ${local}`);

const exports = (tree: ReadonlyMap<string, Tree>, names: ModuleNames): string =>
  [...tree].map(([name, node]) => exportOf(name, node, names)).join('\n');

/** A name that cannot be declared is exported under an alias. */
const exportOf = (name: string, node: Tree, names: ModuleNames): string => {
  const { local, key, declaration } = declarationOf(name, node, names);
  if (local === key) return `export ${declaration}`;
  if (key === 'default') return `${declaration}export default ${local};\n`;
  return `${declaration}export { ${local} as ${propertyKey(key)} };\n`;
};

/** Writes all exports as one object, which CommonJS assigns. */
const assigned = (tree: ReadonlyMap<string, Tree>, names: ModuleNames): string => {
  const members = [...tree].map(([name, node]) => declarationOf(name, node, names));
  const keys = members.map(({ local, key }) => (local === key ? key : `${propertyKey(key)}: ${local}`));
  return `${members.map(({ declaration }) => declaration).join('\n')}\nexport = { ${keys.join(', ')} };\n`;
};

interface Declaration {
  /** Name of the variable. */
  readonly local: string;
  /** Name of the export. */
  readonly key: string;
  readonly declaration: string;
}

/** A factory has its type in its own syntax. */
const declarationOf = (name: string, node: Tree, names: ModuleNames): Declaration => {
  const key = keyOf(name);
  const isPlain = isIdentifier(key) && !RESERVED.has(key);
  const local = isPlain ? key : names.free(`${key.replace(/[^\p{ID_Continue}$]/gu, '_')}_`);
  const type = name.endsWith('()') ? '' : `: ${typeOf(name, node, names)}`;
  return { local, key, declaration: `const ${local}${type} = ${valueOf(name, node, '', names)};\n` };
};

/** Words that cannot be declared in a module, those that CommonJS takes included. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield exports module require Object'
  ).split(' '),
);
