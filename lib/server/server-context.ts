import type { Agent } from '../agent/agent.ts';
import { usageError } from '../agent/errors.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import { admission, type Admit } from './http/admission.ts';
import { type Limits, type ServeOptions, withDefaults } from './http/options.ts';
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
  readonly visibility: Visibility;
}

/** @throws SwarmError `usage` for agents, secrets or context variables that cannot serve. */
export const serverContext = (options: ServeOptions): ServerContext => {
  const { agents, start, contextVariables = {}, expose = [], redact, stateTimeout: lifetime = DAY } = options;
  const limits = withDefaults(options.limits);
  const all = agentsByName([start, ...agents]);
  assertCarriable(contextVariables);
  warnOfReuse(options, all);
  return {
    options,
    limits,
    agents: all,
    seal: sealWith({ secrets: secretsOf(options), lifetime, now: () => options.scheduler?.now() ?? Date.now() }),
    admit: admission(limits),
    visibility: { expose: new Set(expose), redact },
  };
};

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
  log.warn(
    `rxswarm: ${names.join(', ')} wait for approval, and without \`consume\` a client can use one approval again and ` +
      'again. Give `serve` a `consume(id)` that returns true once for each id.',
  );
};

/** Returns the agent that a state will name. @throws SwarmError `usage` for one that is not listed. */
export const listedAgent = ({ name }: Agent, { agents }: ServerContext): PreparedAgent => {
  const agent = agents.get(name);
  if (agent !== undefined) return agent;
  throw usageError(`"${name}" took over but is not among \`agents\`: list it, because states refer to agents by name.`);
};
