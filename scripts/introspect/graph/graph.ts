import { ts } from 'ts-morph';
import type { Reading } from '../parse/types.ts';
import { agentsOf, localSources } from './agents.ts';
import { symbolOf } from './held-functions.ts';
import type { AgentModel, Graph, Handoff } from './model.ts';
import { returnedAgents } from './returned-agents.ts';

/** Builds the graph of a program: its agents, and the agents that their functions return. */
export const graphOf = (reading: Reading): Graph => {
  const agents = agentsOf(reading);
  const bySymbol = new Map(agents.flatMap((agent) => (agent.symbol ? [[agent.symbol, agent] as const] : [])));
  const handoffs = agents.flatMap((agent) => handoffsOf(reading, agent, bySymbol));
  return { agents, handoffs, starts: startsOf(reading, agents, bySymbol) };
};

type BySymbol = ReadonlyMap<ts.Symbol, AgentModel>;

const handoffsOf = (reading: Reading, agent: AgentModel, bySymbol: BySymbol): readonly Handoff[] =>
  agent.functions.flatMap((held) =>
    returnedAgents(reading, held.declaration, new Set(bySymbol.keys())).flatMap((symbol) => {
      const to = bySymbol.get(symbol);
      return to && to !== agent ? [{ from: agent.name, to: to.name, by: held.name }] : [];
    }),
  );

/**
 * Starts are the agents that are passed as `agent` or `start` to anything but a result. Without one, the first agent
 * is the start.
 */
const startsOf = (reading: Reading, agents: readonly AgentModel[], bySymbol: BySymbol): readonly string[] => {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && /(^|\.)Result$/.test(node.expression.getText())) return;
    const isStart =
      (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) &&
      /^(agent|start)$/.test(node.name.getText());
    const symbol = isStart
      ? symbolOf(reading, ts.isPropertyAssignment(node) ? node.initializer : node.name)
      : undefined;
    const agent = symbol && bySymbol.get(symbol);
    if (agent) found.add(agent.name);
    ts.forEachChild(node, visit);
  };
  for (const source of localSources(reading.program)) visit(source);
  return found.size > 0 ? [...found] : agents.slice(0, 1).map(({ name }) => name);
};
