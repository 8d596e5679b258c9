import { createHash } from 'node:crypto';
import { refuse, usageError } from '../../agent/errors.ts';
import { refuseUnknown } from '../../agent/known-options.ts';
import type { RemoteAgent } from '../../agent/remote.ts';
import type { RunOptions } from '../../agent/run-options.ts';
import { validateOptions } from '../../loop/validate.ts';
import { isRecord } from '../../util/is-record.ts';
import { isCarriable } from '../../util/json-safe.ts';
import { show } from '../../util/stringify.ts';
import type { QueuedRun, SubmitOptions } from './queued-run.ts';

/** The data of a job: plain JSON. */
export interface StoredRun {
  /** The name of the agent that begins. */
  readonly agent: string;
  readonly version?: string;
  readonly options: Omit<QueuedRun, 'id' | 'agent' | 'version'>;
  /** Milliseconds that the run is kept after its end. */
  readonly ttl: number;
  /** The ids of the runs whose answers it goes on with, in order. */
  readonly children?: readonly string[];
}

const DAY = 24 * 60 * 60 * 1000;

/** Stands for a job that does not hold a run, so that it can be ended like any other. */
const UNREADABLE: StoredRun = { agent: '', options: { messages: [] }, ttl: DAY };

/** Returns the milliseconds that a run is kept while it waits or is under way. */
export const keptFor = ({ ttl }: Pick<StoredRun, 'ttl'>): number => Math.max(ttl, 7 * DAY);

/** The options that are stored as they are. */
const OPTIONS = [
  'messages',
  'contextVariables',
  'modelOverride',
  'runId',
  'maxTurns',
  'executeTools',
  'toolConcurrency',
  'decisions',
  'runTimeout',
  'functionTimeout',
  'turnRetries',
] as const;

/** Returns a run as its job stores it. @throws SwarmError `usage` for options that no run can begin with, that JSON cannot hold, or that are too large. */
export const toStored = (
  run: QueuedRun,
  { maxBytes = 1_000_000, ttl = DAY }: SubmitOptions = {},
  children: readonly string[] = [],
): StoredRun => {
  refuse(!isRecord(run), () => `The run is ${show(run)}: pass { agent, messages }.`);
  refuse(!Number.isSafeInteger(ttl) || ttl < 1, () => `ttl is ${show(ttl)}: it must be whole milliseconds from 1 up.`);
  refuseUnknown('A queued run', run, ['id', 'agent', 'version', ...OPTIONS]);
  const { agent, version } = run;
  const name = (agent as RemoteAgent | undefined)?.name;
  const options = withoutInfinity(run);
  const stored = readStored({ agent: name, version, options, ttl, ...(children.length > 0 && { children }) });
  // Checks the options as `run()` would, so that the caller is told at once.
  validateOptions(stored.options as unknown as RunOptions);
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

/** Returns a digest. Equal digests mean equal runs. */
export const digestOf = (stored: StoredRun): string =>
  createHash('sha256').update(JSON.stringify(stored)).digest('hex');

/**
 * Checks the data of a job and returns its run. Treats it as untrusted: anyone with write access to Redis could have changed it.
 *
 * @throws SwarmError `usage`
 */
export const readStored = (data: unknown): StoredRun => {
  if (!isRecord(data)) throw usageError(`The job holds ${show(data)}, which is not a run.`);
  const { agent, version, options, ttl, children } = data;
  refuse(
    typeof agent !== 'string' || agent === '',
    () => `The agent of the run is ${show(agent)}: pass an agent, or { name }.`,
  );
  refuse(
    version !== undefined && typeof version !== 'string',
    () => `The version of the run is ${show(version)}: it must be a string.`,
  );
  refuse(
    !Number.isSafeInteger(ttl) || Number(ttl) < 1,
    () => `The ttl of the run is ${show(ttl)}: it must be whole milliseconds from 1 up.`,
  );
  refuse(
    children !== undefined && !(Array.isArray(children) && children.every((id) => typeof id === 'string')),
    () => `The children of the run are ${show(children)}: they must be ids.`,
  );
  if (!isRecord(options)) throw usageError(`The options of the run are ${show(options)}: they must be an object.`);
  const known = OPTIONS.filter((name) => options[name] !== undefined).map((name) => [name, options[name]] as const);
  return {
    agent,
    ttl,
    options: Object.fromEntries(known),
    ...(version !== undefined && { version }),
    ...(children !== undefined && { children }),
  } as StoredRun;
};

/** Returns the run of a job, or a stand-in and the problem with it. */
export const readJob = (data: unknown): { readonly stored: StoredRun; readonly problem?: unknown } => {
  try {
    return { stored: readStored(data) };
  } catch (problem) {
    return { stored: UNREADABLE, problem };
  }
};

/** Replaces `Infinity`, which JSON cannot hold. */
const withoutInfinity = (run: QueuedRun): object =>
  Object.fromEntries(
    Object.entries(run).map(([name, value]) => [
      name,
      value === Infinity ? Number.MAX_SAFE_INTEGER : (value as unknown),
    ]),
  );
