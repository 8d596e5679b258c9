import type { Diagnostic } from '../model.ts';
import type { AgentModel, Graph, HeldFunction } from './model.ts';
import { reachable } from './paths.ts';
import { say } from './say.ts';

/** Finds agents that fail when they run, and functions that ask the model for what the run knows. */
export const agentErrors = (agents: readonly AgentModel[]): readonly Diagnostic[] =>
  agents.flatMap((agent) => [
    ...twoOfOneName(agent),
    ...agent.functions.flatMap((held) => [...unbound(agent, held), ...misfit(agent, held), ...stray(agent, held)]),
  ]);

const twoOfOneName = (agent: AgentModel): readonly Diagnostic[] =>
  agent.functions
    .filter(({ name }, index) => agent.functions.findIndex((other) => other.name === name) < index)
    .map(({ name, place }) =>
      say(place, agent.name, 'error', `has two functions called "${name}"; a model could not tell them apart`),
    );

const unbound = (
  agent: AgentModel,
  { name, place, isBound, hasParameters, isExported }: HeldFunction,
): readonly Diagnostic[] => {
  if (isBound || !hasParameters) return [];
  const remedy = isExported
    ? 'import it from the module that "rxswarm introspect" writes next to it'
    : 'export it from a module that "rxswarm introspect" reads';
  return [say(place, agent.name, 'error', `"${name}" has parameters and no schema; ${remedy}`)];
};

/** The run passes the agent's context variables, so their type must fit the function's parameter. */
const misfit = (agent: AgentModel, { name, place, wrongContext }: HeldFunction): readonly Diagnostic[] =>
  wrongContext
    ? [
        say(
          place,
          agent.name,
          'error',
          `"${name}" takes the context variables ${wrongContext.wanted}, and the agent's are ${wrongContext.given}`,
        ),
      ]
    : [];

/** Only the name `contextVariables` hides a parameter from the model. */
const stray = (agent: AgentModel, { name, place, strayContext }: HeldFunction): readonly Diagnostic[] =>
  strayContext === undefined
    ? []
    : [
        say(
          place,
          agent.name,
          'warning',
          `"${name}" takes "${strayContext}" from the model, although it has the type of the agent's context variables; call the parameter contextVariables`,
        ),
      ];

/** Finds warnings: agents that run, but probably not as intended. */
export const graphWarnings = (graph: Graph): readonly Diagnostic[] => {
  const reached = reachable(graph, graph.starts);
  return graph.agents.flatMap((agent) => [
    ...(reached.has(agent.name)
      ? []
      : [say(agent.place, agent.name, 'warning', `no handoffs lead to it from ${graph.starts.join(' or ')}`)]),
    ...noWayBack(graph, agent),
  ]);
};

const noWayBack = (graph: Graph, agent: AgentModel): readonly Diagnostic[] => {
  const back = reachable(graph, [agent.name]);
  const origins = new Set(
    graph.handoffs.filter(({ to, from }) => to === agent.name && !back.has(from)).map(({ from }) => from),
  );
  return [...origins].map((from) => say(agent.place, agent.name, 'warning', `no handoffs lead back to ${from}`));
};
