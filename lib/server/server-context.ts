import type { Agent } from '../agent/agent.ts';
import { usageError } from '../agent/errors.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import { validateOptions } from '../loop/validate.ts';
import { admission, type Admit } from './http/admission.ts';
import { checkOptions, SERVER_RULES, STATE_RULES } from './http/check-options.ts';
import { callQuietly } from './http/hooks.ts';
import { type Limits, lingerDefaults, type ServeOptions, withDefaults } from './http/options.ts';
import { type LingeringRuns, lingeringRuns } from './linger/lingering-runs.ts';
import type { Visibility } from './public-event.ts';
import { agentsByName, approvalFunctions } from './state/agents-by-name.ts';
import { assertCarriable, type ConversationState } from './state/conversation-state.ts';
import { type Seal, sealWith } from './state/seal.ts';

/** The options of a server, checked and completed once. */
export interface ServerContext {
  readonly options: ServeOptions;
  readonly limits: Required<Limits>;
  readonly agents: ReadonlyMap<string, PreparedAgent>;
  readonly seal: Seal<ConversationState>;
  readonly admit: Admit;
  /** Bounds the bodies that are read at a time, so that a caller at its limit of runs can still stop one. */
  readonly admitBody: Admit;
  readonly lingering: LingeringRuns;
  readonly visibility: Visibility;
}

/**
 * Makes the context of a server whose clients carry a state.
 *
 * @throws SwarmError `usage` for options, agents, secrets or context variables that cannot serve.
 */
export const serverContext = (owner: string, options: ServeOptions, rules = STATE_RULES): ServerContext => {
  checkOptions(owner, options, { ...SERVER_RULES, ...rules });
  const { agents, start, contextVariables = {}, expose = [], redact, stateTimeout: lifetime = DAY } = options;
  const limits = withDefaults(options.limits);
  const all = agentsByName([start, ...agents]);
  assertRunOptions(options.run, start);
  assertCarriable(contextVariables);
  warnOfReuse(options, all);
  const admit = admission(limits);
  return {
    options,
    limits,
    agents: all,
    seal: sealWith({ secrets: secretsOf(options), lifetime, now: () => options.scheduler?.now() ?? Date.now() }),
    admit,
    admitBody: admission(limits),
    lingering: lingeringRuns({
      linger: lingerDefaults(options.linger),
      admit,
      kept: limits.runConcurrency,
      server: options,
    }),
    visibility: { expose: new Set(expose), redact, log: options.log },
  };
};

/** Refuses options of runs at the start of a server instead of in each request. @throws SwarmError `usage`. */
export const assertRunOptions = (run: ServeOptions['run'], agent: Agent): void =>
  validateOptions({ ...run, agent, messages: [{ role: 'user', content: '' }] });

const DAY = 24 * 60 * 60 * 1000;

const secretsOf = ({ secret }: ServeOptions): readonly string[] => {
  const secrets = typeof secret === 'string' ? [secret] : ((secret as readonly string[] | undefined) ?? []);
  if (secrets.length > 0 && secrets.every((each) => typeof each === 'string' && each.length >= 32)) return secrets;
  throw usageError(
    'serve: `secret` must be 32 characters or more, or a list of such: ' +
      'read it from the environment; `openssl rand -base64 32` makes one.',
  );
};

const warnOfReuse = ({ consume, log = console }: ServeOptions, agents: ReadonlyMap<string, PreparedAgent>): void => {
  const names = approvalFunctions(agents);
  if (consume !== undefined || names.length === 0) return;
  const warning =
    `rxswarm: ${names.join(', ')} wait for approval, and without \`consume\` a client can use one approval again and ` +
    'again. Give `serve` a `consume(id)` that returns true once for each id.';
  callQuietly(() => log.warn(warning));
};

/** Returns the agent that a state will name. @throws SwarmError `usage` for one that is not listed. */
export const listedAgent = ({ name }: Agent, { agents }: ServerContext): PreparedAgent => {
  const agent = agents.get(name);
  if (agent !== undefined) return agent;
  throw usageError(`"${name}" took over but is not among \`agents\`: list it, because states refer to agents by name.`);
};
