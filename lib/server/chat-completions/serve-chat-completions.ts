import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { Swarm } from '../../swarm.ts';
import { admission } from '../http/admission.ts';
import type { ClientTools } from '../client-tools/client-tools.ts';
import { takenNames } from '../client-tools/read-tools.ts';
import { checkOptions, CLIENT_TOOLS_RULES, SERVER_RULES } from '../http/check-options.ts';
import { httpHandler } from '../http/handler.ts';
import { callQuietly } from '../http/hooks.ts';
import { type Handler, type ServerOptions, withDefaults } from '../http/options.ts';
import { Refusal } from '../http/refusal.ts';
import { assertRunOptions } from '../server-context.ts';
import { agentsByName } from '../state/agents-by-name.ts';
import { agentNamed, complete, type CompletionsServer } from './complete.ts';
import { openAiError } from './openai-error.ts';

/** The options of `serveChatCompletions`. */
export interface ChatCompletionsOptions<C extends object = ContextVariables> extends ServerOptions {
  /** The context variables each run begins with. Default: none. */
  readonly contextVariables?: NoInfer<C>;
  /**
   * Tools of clients that agents are offered. A call of one comes back to the client, and its result goes on with the next request.
   * A tool that is not offered is a 400. Default: none.
   */
  readonly clientTools?: ClientTools;
}

/**
 * Serves agents as the models of an OpenAI-compatible endpoint: `POST …/chat/completions`, as a stream or whole, and
 * `GET …/models`. Each request is a run that begins with the agent named as its model. Functions run on the server; a
 * handoff holds for the rest of the run. System messages of the client become user messages. Parameters are passed on, acted on or
 * refused, never ignored.
 *
 * @throws SwarmError `usage` at once for a value that is not an agent, and for two agents of one name.
 *
 * @example
 * const handler = serveChatCompletions(swarm, [shop, support]);
 * createServer(nodeListener(handler)).listen(3000); // new OpenAI({ baseURL: 'http://localhost:3000/v1' })
 */
export const serveChatCompletions = <C extends object = ContextVariables>(
  swarm: Pick<Swarm, 'run'>,
  agents: readonly Agent<C>[],
  options: ChatCompletionsOptions<C> = {},
): Handler => {
  const { contextVariables = {}, clientTools, log = console } = options;
  checkOptions('serveChatCompletions', options, { ...SERVER_RULES, ...CLIENT_TOOLS_RULES });
  const byName = agentsByName(agents);
  for (const { agent } of byName.values()) assertRunOptions(options.run, agent);
  const limits = withDefaults(options.limits);
  const findAgent: CompletionsServer['findAgent'] = (name) => byName.get(name)?.agent;
  const server: CompletionsServer = {
    ...{ swarm, options, contextVariables, clientTools, findAgent, limits },
    takenNames: takenNames(byName.values()),
    warnOfTools: once(() => log.warn(TOOLS_REFUSED)),
    admit: admission(limits),
  };
  return httpHandler(options, ['GET', 'POST'], openAiError, async (request, caller) => {
    const path = new URL(request.url).pathname;
    const isGet = request.method === 'GET';
    if (!isGet && path.endsWith('/chat/completions')) return complete(request, caller, server);
    if (isGet && path.endsWith('/models')) return Response.json(modelList([...byName.keys()]));
    const [, model] = /\/models\/([^/]+)$/.exec(path) ?? [];
    if (isGet && model !== undefined) return Response.json(modelOf(agentNamed(decoded(model), server).name));
    throw new Refusal(404, 'request', 'Not Found: use POST /chat/completions or GET /models.');
  });
};

const TOOLS_REFUSED =
  'rxswarm: a client offered tools and was refused. To offer them to the agents, give `serveChatCompletions` the option ' +
  '`clientTools`: true, a list of names, or a predicate.';

/** Returns a function that tells something the first time only, because clients may ask for it again and again. */
const once = (tell: () => void): (() => void) => {
  let isTold = false;
  return () => {
    if (!isTold) callQuietly(tell);
    isTold = true;
  };
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** Returns an agent as the API describes a model. */
const modelOf = (name: string): object => ({ id: name, object: 'model', created: 0, owned_by: 'rxswarm' });

const modelList = (names: readonly string[]): object => ({ object: 'list', data: names.map(modelOf) });
