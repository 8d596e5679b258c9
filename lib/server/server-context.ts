import type { Agent } from '../agent/agent.ts';
import { SwarmError } from '../agent/errors.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import { admission, type Admit } from './http/admission.ts';
import { assertCarriable, type Carried } from './state/carried.ts';
import { withDefaults, type Limits, type ServeOptions } from './http/options.ts';
import type { Outlook } from './outgoing.ts';
import { approvalsOf, rosterOf } from './state/roster.ts';
import { sealWith, type Seal } from './state/seal.ts';

/** What `serve` was given, looked through once. */
export interface Served {
  readonly options: ServeOptions;
  readonly limits: Required<Limits>;
  readonly roster: ReadonlyMap<string, PreparedAgent>;
  readonly seal: Seal<Carried>;
  readonly admit: Admit;
  readonly outlook: Outlook;
}

/** @throws SwarmError `usage` for agents, secrets or context variables that cannot serve. */
export const served = (options: ServeOptions): Served => {
  const { agents, start, contextVariables = {}, expose = [], redact, stateTimeout: lifetime = DAY } = options;
  const limits = withDefaults(options.limits);
  const roster = rosterOf([start, ...agents]);
  assertCarriable(contextVariables);
  warn(options, roster);
  return {
    options,
    limits,
    roster,
    seal: sealWith({ secrets: secretsOf(options), lifetime, now: () => options.scheduler?.now() ?? Date.now() }),
    admit: admission(limits),
    outlook: { expose: new Set(expose), redact },
  };
};

const DAY = 24 * 60 * 60 * 1000;

const secretsOf = ({ secret }: ServeOptions): readonly string[] => {
  const secrets = typeof secret === 'string' ? [secret] : ((secret as readonly string[] | undefined) ?? []);
  if (secrets.length > 0 && secrets.every((each) => typeof each === 'string' && each.length >= 32)) return secrets;
  throw new SwarmError(
    'usage',
    'serve: `secret` must be 32 characters or more, or a list of such: ' +
      'take one from the environment, made with `openssl rand -base64 32`.',
  );
};

const warn = ({ consume, log = console }: ServeOptions, roster: ReadonlyMap<string, PreparedAgent>): void => {
  const names = approvalsOf(roster);
  if (consume !== undefined || names.length === 0) return;
  log.warn(
    `rxswarm: ${names.join(', ')} wait for approval, and without \`consume\` a client can use one approval again and ` +
      'again. Give `serve` a `consume(id)` that is true once for each id.',
  );
};

/** An agent by name. Those that took over without being listed are a mistake to hear of at once, not in the next request. */
export const listed = (agent: Agent, { roster }: Served): PreparedAgent => {
  const prepared = roster.get(agent.name);
  if (prepared !== undefined) return prepared;
  throw new SwarmError('usage', `"${agent.name}" took over but is not among \`agents\`: list it, states go by name.`);
};
