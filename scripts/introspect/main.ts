import { HELP } from './help.ts';
import type { Io } from './io.ts';
import { optionsOf, type Options } from './options.ts';
import { DONE, run } from './run.ts';
import { isUsageProblem, usageProblem } from './usage-problem.ts';
import { packageVersion } from './version.ts';

/** Exit status of a usage problem. */
const USAGE = 2;

/** Runs `rxswarm introspect …`, and returns its exit status. */
export const main = async (argv: readonly string[], io: Io): Promise<number> => {
  try {
    const [command, ...rest] = argv;
    if (command === undefined || command === '--help' || command === '-h')
      return help(io, command === undefined ? USAGE : DONE);
    if (command === '--version') return printVersion(io);
    if (command !== 'introspect') throw usageProblem(`unknown command "${command}": use introspect`);
    const options = optionsOf(rest);
    if (options.version) return printVersion(io);
    return options.help ? help(io, DONE) : await perform(options, io);
  } catch (error) {
    const problem = isWithoutCompiler(error) ? WITHOUT_COMPILER : error;
    if (!isUsageProblem(problem)) throw error;
    io.error(`rxswarm: ${problem.message}`);
    return USAGE;
  }
};

const WITHOUT_COMPILER = usageProblem(
  'introspect reads TypeScript with ts-morph, which is not installed; run "npm install --save-dev ts-morph"',
);

/** ts-morph is an optional package, because only this command needs it. */
const isWithoutCompiler = (error: unknown): boolean =>
  error instanceof Error && /Cannot find (package|module) 'ts-morph'/.test(error.message);

const printVersion = (io: Io): number => {
  io.out(packageVersion());
  return DONE;
};

const help = (io: Io, status: number): number => {
  io.out(HELP.trimEnd());
  return status;
};

/** Modules that need the compiler are loaded on demand. */
const perform = async (options: Options, io: Io): Promise<number> => {
  if (options.graph !== undefined) return (await import('./graph/run-graph.ts')).runGraph(options, io);
  if (options.watch) return (await import('./watch.ts')).watch(options, io, interrupted());
  return run(options, io);
};

const interrupted = (): AbortSignal => {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort();
  });
  return controller.signal;
};
