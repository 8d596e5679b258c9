import type { Agent } from '../../agent/agent.ts';
import type { ContextVariables } from '../../agent/context.ts';
import type { Swarm } from '../../swarm.ts';
import { admission } from '../http/admission.ts';
import { door } from '../http/handler.ts';
import { type Handler, type ServerOptions, withDefaults } from '../http/options.ts';
import { Refusal } from '../http/refusal.ts';
import { rosterOf } from '../state/roster.ts';
import { complete, type CompletionsServer, errorBody, known } from './complete.ts';

export interface ChatCompletionsOptions<C extends object = ContextVariables> extends ServerOptions {
  /** What each run begins with. Default: nothing. */
  readonly contextVariables?: NoInfer<C>;
}

/**
 * Serves agents as the models of an OpenAI-compatible endpoint: `POST …/chat/completions`, streamed and not, and
 * `GET …/models`. Each request is a run that begins with the agent it names; its functions are executed here, its
 * handoffs hold until the answer ends. A client's tools and settings are not taken, and what it says in the system's
 * name is what a user says.
 *
 * @throws SwarmError `usage` at once for what is no agent, and for two of one name.
 */
export const serveChatCompletions = <C extends object = ContextVariables>(
  swarm: Pick<Swarm, 'run'>,
  agents: readonly Agent<C>[],
  options: ChatCompletionsOptions<C> = {},
): Handler => {
  const { contextVariables = {}, limits } = options;
  const roster = rosterOf(agents);
  const server: CompletionsServer = {
    swarm,
    options,
    contextVariables,
    agentOf: (name) => roster.get(name)?.agent,
    limits: withDefaults(limits),
    admit: admission(withDefaults(limits)),
  };
  return door(options, ['GET', 'POST'], errorBody, async (request, caller) => {
    const path = new URL(request.url).pathname;
    if (request.method === 'POST' && path.endsWith('/chat/completions')) return complete(request, caller, server);
    if (request.method === 'GET' && path.endsWith('/models')) return Response.json(modelList([...roster.keys()]));
    const model = /\/models\/([^/]+)$/.exec(path)?.[1];
    if (request.method === 'GET' && model !== undefined)
      return Response.json(modelOf(known(decoded(model), server).name));
    throw new Refusal(404, 'request', 'There are POST /chat/completions and GET /models.');
  });
};

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** An agent as the API lists a model. */
export const modelOf = (name: string): object => ({ id: name, object: 'model', created: 0, owned_by: 'rxswarm' });

export const modelList = (names: readonly string[]): object => ({ object: 'list', data: names.map(modelOf) });
