/** Tags of the command itself, next to those that become keywords. */
const OWN = ['internal', 'approval', 'client', 'schema', 'remarks'];

/** Tags of TSDoc (tsdoc.org), JSDoc (jsdoc.app) and TypeScript, which tools other than this one read. */
const OTHERS = [
  ...['alpha', 'beta', 'decorator', 'defaultValue', 'eventProperty', 'experimental', 'inheritDoc', 'label', 'link'],
  ...['override', 'packageDocumentation', 'param', 'privateRemarks', 'public', 'readonly', 'returns', 'sealed', 'see'],
  ...['throws', 'typeParam', 'virtual', 'abstract', 'access', 'alias', 'async', 'augments', 'author', 'borrows'],
  ...['callback', 'class', 'classdesc', 'constant', 'const', 'constructs', 'constructor', 'copyright', 'desc'],
  ...['description', 'enum', 'event', 'exception', 'exports', 'extends', 'external', 'file', 'fileoverview', 'fires'],
  ...[
    'emits',
    'func',
    'function',
    'method',
    'generator',
    'global',
    'hideconstructor',
    'ignore',
    'implements',
    'import',
  ],
  ...['inner', 'instance', 'interface', 'kind', 'lends', 'license', 'linkcode', 'linkplain', 'listens', 'member'],
  ...['memberof', 'mixes', 'mixin', 'module', 'name', 'namespace', 'nocollapse', 'overload', 'package', 'private'],
  ...['prop', 'property', 'protected', 'requires', 'return', 'satisfies', 'since', 'static', 'summary', 'template'],
  ...[
    'this',
    'todo',
    'tutorial',
    'type',
    'typedef',
    'var',
    'variation',
    'version',
    'yields',
    'yield',
    'arg',
    'argument',
  ],
  ...['category', 'group', 'hidden', 'note', 'warning', 'example', 'ts', 'eslint', 'jsx', 'jest', 'vitest', 'swagger'],
];

const KNOWN: ReadonlySet<string> = new Set([...OWN, ...OTHERS].map((name) => name.toLowerCase()));

/**
 * Returns the tag that an unknown one probably means, `''` when none is like it, and `undefined` for a tag that is
 * known.
 */
export const likelyTag = (name: string, tags: readonly string[]): string | undefined => {
  if (name === '' || tags.includes(name) || KNOWN.has(name.toLowerCase())) return undefined;
  const [likely] = [...tags, ...OWN]
    .map((tag) => ({ tag, steps: distance(tag.toLowerCase(), name.toLowerCase()) }))
    .filter(({ tag, steps }) => steps <= Math.min(2, Math.floor(tag.length / 3)))
    .sort((a, b) => a.steps - b.steps);
  return likely?.tag ?? '';
};

/** Returns the number of letters to add, drop, change or swap between two words. */
const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) rows.push(nextRow(rows, a, b, row));
  return rows.at(-1)?.at(-1) ?? Infinity;
};

const nextRow = (rows: readonly (readonly number[])[], a: string, b: string, row: number): number[] => {
  const cell = (up: number, column: number): number => rows[row - up]?.[column] ?? Infinity;
  const next = [row];
  for (let column = 1; column <= b.length; column++) {
    const isSame = a[row - 1] === b[column - 1];
    const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
    next.push(
      Math.min(
        cell(1, column) + 1,
        (next[column - 1] ?? Infinity) + 1,
        cell(1, column - 1) + Number(!isSame),
        isSwap ? cell(2, column - 2) + 1 : Infinity,
      ),
    );
  }
  return next;
};
