import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { moduleOf, serverModule, workerModule } from './build.ts';
import type { ContestantEntry } from './contestants.ts';
import type { Scenario } from './scenarios.ts';
import type { Figures, Job } from './worker.ts';

export interface BenchServer {
  readonly baseURL: string;
  readonly close: () => void;
}

/** Resolves with the first message of a process. @throws if it ends without one */
const messageFrom = async (child: ChildProcess, what: string): Promise<unknown> => {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${what} ended with status ${String(code)}`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as readonly unknown[];
  return message;
};

export const startServer = async (isShort: boolean): Promise<BenchServer> => {
  const child = fork(serverModule, isShort ? ['--short'] : [], { execArgv: [] });
  const port = (await messageFrom(child, 'The server')) as number;
  return { baseURL: `http://127.0.0.1:${port}/v1`, close: () => void child.kill() };
};

/** The environment of measured processes. Variables of the caller could choose another server, transport or log. */
const environment = (): NodeJS.ProcessEnv => {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, NODE_ENV: 'production' };
};

/** Runs the scenarios in a new process. */
export const measure = async (
  entry: ContestantEntry,
  baseURL: string,
  scenarios: readonly Scenario[],
  profile?: string,
): Promise<readonly Figures[]> => {
  const job: Job = { module: moduleOf(entry), baseURL, scenarios, profile };
  const child = fork(workerModule, [JSON.stringify(job)], { execArgv: [], env: environment() });
  return (await messageFrom(child, entry.name)) as readonly Figures[];
};
