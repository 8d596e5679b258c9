import { relativePath } from '../format/locate.ts';
import type { AgentContext, Graph, GraphAgent } from './model.ts';

const identifier = (name: string, index: number): string =>
  /^[A-Za-z]\w*$/.test(name) && name !== 'end' ? name : `agent${String(index + 1)}`;

/** Draws a Mermaid flowchart in the form that GitHub renders. */
export const mermaid = ({ agents, handoffs, starts }: Graph): string => {
  const ids = new Map(agents.map(({ name }, index) => [name, identifier(name, index)]));
  const label = (text: string): string => `"${text.replaceAll('"', '#quot;')}"`;
  const nodes = agents.map((agent) => {
    const text = label([agent.name, ...contextLines(agent)].join('<br>'));
    return `  ${ids.get(agent.name) ?? ''}${starts.includes(agent.name) ? `([${text}])` : `[${text}]`}`;
  });
  const edges = [...labelled(handoffs)].map(([key, functions]) => {
    const [from = '', to = ''] = JSON.parse(key) as string[];
    return `  ${ids.get(from) ?? ''} -->|${functions.join(', ')}| ${ids.get(to) ?? ''}`;
  });
  return ['flowchart LR', ...nodes, ...edges].join('\n');
};

/** Says which context variables an agent reads and sets. */
const contextLines = ({ context }: GraphAgent): readonly string[] => {
  const line = (verb: string, keys: readonly string[]): readonly string[] =>
    keys.length === 0 ? [] : [`${verb} ${keys.join(', ')}`];
  return [...line('reads', keysRead(context)), ...line('sets', keysSet(context))];
};

const ANY = 'any';

const keysRead = ({ reads, readsAny }: AgentContext): readonly string[] => [
  ...new Set([...reads.map(({ key }) => key), ...(readsAny ? [ANY] : [])]),
];

const keysSet = ({ sets, setsAny }: AgentContext): readonly string[] => [
  ...new Set([...sets.map(({ key }) => key), ...(setsAny ? [ANY] : [])]),
];

/** Functions that lead from one agent to the same other agent share an arrow. */
const labelled = (handoffs: Graph['handoffs']): ReadonlyMap<string, readonly string[]> => {
  const edges = new Map<string, readonly string[]>();
  for (const { from, to, by } of handoffs) {
    const key = JSON.stringify([from, to]);
    edges.set(key, [...new Set([...(edges.get(key) ?? []), by])]);
  }
  return edges;
};

/** Writes the graph as JSON. */
export const graphJson = ({ agents, handoffs, starts }: Graph): string =>
  JSON.stringify(
    {
      agents: agents.map(({ name, functions, context, place }) => ({
        name,
        functions: functions.map((held) => held.name),
        reads: keysRead(context),
        sets: keysSet(context),
        file: relativePath(place.file),
        line: place.line,
      })),
      handoffs,
      starts,
    },
    null,
    2,
  );
