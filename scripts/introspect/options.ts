import { parseArgs } from 'node:util';
import { DIALECTS, type Dialect } from './dialects/dialects.ts';
import type { Strict } from './format/entry.ts';
import { usageProblem } from './usage-problem.ts';

/** A parsed command line. */
export interface Options {
  /** Paths and globs of the sources. */
  readonly patterns: readonly string[];
  /** Path of `--out`; a module is written next to its source without it. */
  readonly out: string | undefined;
  /** Prints schemas as JSON instead of writing modules. */
  readonly json: boolean;
  /** Compares instead of writing. */
  readonly check: boolean;
  /** Writes again after each change. */
  readonly watch: boolean;
  /** Path of the tsconfig; the nearest one without it. */
  readonly project: string | undefined;
  /** When strict mode is asked for. Default: `auto`. */
  readonly strict: Strict;
  /** The server whose dialect is checked. */
  readonly target: Dialect | undefined;
  /** Makes a missing description an error. */
  readonly strictDocs: boolean;
  /** Form of the graph to draw instead of writing modules. */
  readonly graph: 'mermaid' | 'json' | undefined;
  /** Path of the lock file. */
  readonly lock: string | undefined;
  /** Prints the version of the package. */
  readonly version: boolean;
  /** Prints the help. */
  readonly help: boolean;
}

const KNOWN = {
  out: { type: 'string', short: 'o' },
  json: { type: 'boolean' },
  check: { type: 'boolean' },
  watch: { type: 'boolean', short: 'w' },
  project: { type: 'string', short: 'p' },
  strict: { type: 'string' },
  'strict-docs': { type: 'boolean' },
  target: { type: 'string' },
  graph: { type: 'string' },
  lock: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/**
 * Parses the command line.
 * @throws a usage problem when an option or its value is not valid.
 */
export const optionsOf = (argv: readonly string[]): Options => {
  const { values, positionals } = parsed(argv);
  const graph = oneOf('graph', values.graph, ['mermaid', 'json'] as const);
  if (values.watch === true && values.check === true)
    throw usageProblem('--watch writes and --check only compares: choose one');
  if (values.watch === true && values.json === true && values.out === undefined)
    throw usageProblem('--json --watch writes to a file: name it with --out');
  if (values.watch === true && graph !== undefined) throw usageProblem('--graph draws once: leave --watch out');
  if (values.watch === true && values.lock !== undefined)
    throw usageProblem('--watch does not write a lock: run the command again with --lock');
  const useless = (['json', 'lock', 'strict', 'strict-docs', 'target'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (graph !== undefined && useless !== undefined) throw usageProblem(`--graph only draws: leave --${useless} out`);
  return {
    ...{ patterns: positionals, out: values.out, project: values.project, lock: values.lock, graph },
    ...{ json: values.json === true, check: values.check === true, watch: values.watch === true },
    strict: oneOf('strict', values.strict, ['auto', 'always', 'never'] as const) ?? 'auto',
    target: oneOf('target', values.target, DIALECTS),
    strictDocs: values['strict-docs'] === true,
    help: values.help === true,
    version: values.version === true,
  };
};

const parsed = (argv: readonly string[]): ReturnType<typeof parse> => {
  try {
    return parse(argv);
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw usageProblem(
      `${sentence.replace(/\.$/, '')}; the options are ${Object.keys(KNOWN)
        .map((name) => `--${name}`)
        .join(', ')}`,
    );
  }
};

const parse = (argv: readonly string[]) => parseArgs({ args: [...argv], options: KNOWN, allowPositionals: true });

const oneOf = <T extends string>(name: string, value: string | undefined, choices: readonly T[]): T | undefined => {
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw usageProblem(`--${name} must be ${choices.join(' or ')}, got "${value}"`);
  return choice;
};
