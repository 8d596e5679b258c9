import { ts } from 'ts-morph';
import type { Graph, Handoff } from '../../graph/model.ts';
import type { Reading } from '../types.ts';
import { foundAgents, localSources, type FoundAgent } from './agents.ts';
import { contextOf, type FoundContext, toAgentContext } from './context-of.ts';
import { disagreementsOf } from './disagreements.ts';
import { agentsIn, givenContexts, readOutside } from './given-context.ts';
import { isNew } from './symbols.ts';
import { returnedAgents } from './returned-agents.ts';
import { wordsOf } from './words-of.ts';

/** Builds the graph of a program: its agents, and the agents that their functions return. */
export const graphOf = (reading: Reading): Graph => {
  const agents = distinct(foundAgents(reading));
  const bySymbol = new Map(agents.flatMap((agent) => (agent.symbol ? [[agent.symbol, agent] as const] : [])));
  const handoffs = agents.flatMap((agent) => handoffsOf(reading, agent, agents, bySymbol));
  const contexts = agents.map((agent) => contextOf(reading, agent));
  return {
    agents: agents.map((agent, place) => ({
      ...agent.model,
      context: toAgentContext(contexts[place] as FoundContext),
      words: wordsOf(reading, agent),
    })),
    handoffs,
    starts: startsOf(reading, agents, bySymbol),
    given: givenContexts(reading, bySymbol),
    readOutside: readOutside(reading),
    disagreements: disagreementsOf(reading, contexts),
  };
};

/** Numbers the agents of a name that another one has, because names tell the agents of a graph apart. */
const distinct = (agents: readonly FoundAgent[]): readonly FoundAgent[] =>
  agents.map((agent, place) => {
    const { name } = agent.model;
    const before = agents.slice(0, place).filter(({ model }) => model.name === name).length;
    return before === 0 ? agent : { ...agent, model: { ...agent.model, name: `${name} (${String(before + 1)})` } };
  });

type BySymbol = ReadonlyMap<ts.Symbol, FoundAgent>;

const handoffsOf = (
  reading: Reading,
  agent: FoundAgent,
  agents: readonly FoundAgent[],
  bySymbol: BySymbol,
): readonly Handoff[] =>
  agent.functions.flatMap(({ model, declaration }) =>
    returnedAgents(reading, declaration, new Set(bySymbol.keys())).flatMap((found) =>
      agents
        .filter((other) => other !== agent && (other.symbol === found || other.node === found))
        .map((other) => ({ from: agent.model.name, to: other.model.name, by: model.name })),
    ),
  );

/**
 * Starts are the agents that are passed as `agent` or `start` to anything but a result. Without one, the first agent
 * is the start.
 */
const startsOf = (reading: Reading, agents: readonly FoundAgent[], bySymbol: BySymbol): readonly string[] => {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isNew(reading, node, 'Result')) return;
    const isStart =
      (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
      /^(agent|start)$/.test(node.name.getText());
    const value = isStart ? (ts.isPropertyAssignment(node) ? node.initializer : node.name) : undefined;
    for (const { model } of value ? agentsIn(reading, value, bySymbol) : []) found.add(model.name);
    ts.forEachChild(node, visit);
  };
  for (const source of localSources(reading.program)) if (/\b(agent|start)\b/.test(source.text)) visit(source);
  return found.size > 0 ? [...found] : agents.slice(0, 1).map(({ model }) => model.name);
};
