import { createHash } from 'node:crypto';
import type { Agent } from '../../agent/agent.ts';
import { refuse, SwarmError } from '../../agent/errors.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import { validateOptions } from '../../loop/validate.ts';
import { isRecord } from '../../util/is-record.ts';
import { isCarriable } from '../../util/json-safe.ts';
import { show } from '../../util/stringify.ts';
import type { QueuedRun, SubmitOptions } from './queued-run.ts';

/** What a job holds: plain JSON. */
export interface StoredRun {
  readonly agent: string;
  readonly version?: string;
  readonly options: Omit<QueuedRun, 'id' | 'agent' | 'version'>;
  readonly ttl: number;
  /** The ids of the runs whose answers it goes on with, in order. */
  readonly children?: readonly string[];
}

const DAY = 24 * 60 * 60 * 1000;

/** What stands for a job that holds no run: it has to be ended all the same. */
const UNREADABLE: StoredRun = { agent: '', options: { messages: [] }, ttl: DAY };

/** What is under way, or waits to be, is kept so long. */
export const keptFor = ({ ttl }: Pick<StoredRun, 'ttl'>): number => Math.max(ttl, 7 * DAY);

/** The options that are taken over as they are, and nothing beside. */
const OPTIONS = [
  'messages',
  'contextVariables',
  'modelOverride',
  'runId',
  'maxTurns',
  'executeTools',
  'toolConcurrency',
  'approvals',
  'runTimeout',
  'functionTimeout',
  'turnRetries',
] as const;

/** @throws SwarmError `usage`: what no run can begin with, what JSON cannot hold, and what is too large. */
export const toStored = (
  run: QueuedRun,
  { maxBytes = 1_000_000, ttl = DAY }: SubmitOptions = {},
  children: readonly string[] = [],
): StoredRun => {
  refuse(!isRecord(run), () => `What is submitted is ${show(run)}: pass { agent, messages }.`);
  refuse(!Number.isSafeInteger(ttl) || ttl < 1, () => `ttl is ${show(ttl)}: it must be whole milliseconds from 1 up.`);
  const { agent, version } = run;
  const name = (agent as RemoteAgent | undefined)?.name;
  const options = withoutInfinity(run);
  const stored = readStored({ agent: name, version, options, ttl, ...(children.length > 0 && { children }) });
  // As `run` will, so that it is told at once. Whether the agent has instructions its worker knows.
  validateOptions(stored.options as unknown as RunOptions, { name, instructions: 'known' } as unknown as Agent);
  for (const [variable, value] of Object.entries(stored.options.contextVariables ?? {})) {
    refuse(!isCarriable(value), () => `The context variable "${variable}" cannot be queued: JSON does not hold it.`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(stored));
  refuse(
    bytes > maxBytes,
    () =>
      `The run is ${bytes} bytes as JSON, more than ${maxBytes}: shorten the conversation, pass what is large by ` +
      'reference, or raise maxBytes.',
  );
  return stored;
};

/** Two of the same ask for the same. */
export const digestOf = (stored: StoredRun): string =>
  createHash('sha256').update(JSON.stringify(stored)).digest('hex');

/**
 * What a job holds, checked: whoever can write to Redis may have changed it.
 *
 * @throws SwarmError `usage`
 */
export const readStored = (data: unknown): StoredRun => {
  if (!isRecord(data)) throw new SwarmError('usage', `The job holds ${show(data)}, which is no run.`);
  const { agent, version, options, ttl, children } = data;
  refuse(
    typeof agent !== 'string' || agent === '',
    () => `The agent of the run is ${show(agent)}: pass an agent, or { name }.`,
  );
  refuse(
    version !== undefined && typeof version !== 'string',
    () => `The version of the run is ${show(version)}: it must be a string.`,
  );
  refuse(!Number.isSafeInteger(ttl) || Number(ttl) < 1, () => `The ttl of the run is ${show(ttl)}.`);
  refuse(
    children !== undefined && !(Array.isArray(children) && children.every((id) => typeof id === 'string')),
    () => `The children of the run are ${show(children)}: they must be ids.`,
  );
  if (!isRecord(options)) throw new SwarmError('usage', `The options of the run are ${show(options)}.`);
  const known = OPTIONS.filter((name) => options[name] !== undefined).map((name) => [name, options[name]] as const);
  return {
    ...{ agent, ttl, options: Object.fromEntries(known) },
    ...(version !== undefined && { version }),
    ...(children !== undefined && { children }),
  } as StoredRun;
};

/** The run of a job, or what stands for it and why. */
export const readJob = (data: unknown): { readonly stored: StoredRun; readonly problem?: unknown } => {
  try {
    return { stored: readStored(data) };
  } catch (problem) {
    return { stored: UNREADABLE, problem };
  }
};

/** JSON has no `Infinity`. */
const withoutInfinity = (run: QueuedRun): object =>
  Object.fromEntries(
    Object.entries(run).map(([name, value]) => [
      name,
      value === Infinity ? Number.MAX_SAFE_INTEGER : (value as unknown),
    ]),
  );
