import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { Swarm } from '../../swarm.ts';
import { admission } from '../http/admission.ts';
import { checkOptions, SERVER_RULES } from '../http/check-options.ts';
import { httpHandler } from '../http/handler.ts';
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
}

/**
 * Serves agents as the models of an OpenAI-compatible endpoint: `POST …/chat/completions`, as a stream or whole, and
 * `GET …/models`. Each request is a run that begins with the agent named as its model. Functions run on the server; a
 * handoff holds for the rest of the run. Tools and settings of the client are not taken, and its system messages become
 * user messages.
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
  const { contextVariables = {} } = options;
  checkOptions('serveChatCompletions', options, SERVER_RULES);
  const byName = agentsByName(agents);
  for (const { agent } of byName.values()) assertRunOptions(options.run, agent);
  const limits = withDefaults(options.limits);
  const findAgent: CompletionsServer['findAgent'] = (name) => byName.get(name)?.agent;
  const server: CompletionsServer = { swarm, options, contextVariables, findAgent, limits, admit: admission(limits) };
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
