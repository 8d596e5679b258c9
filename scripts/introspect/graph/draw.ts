import { relativePath } from '../format/locate.ts';
import type { Graph } from './model.ts';

const identifier = (name: string, index: number): string =>
  /^[A-Za-z]\w*$/.test(name) && name !== 'end' ? name : `agent${String(index + 1)}`;

/** Draws a Mermaid flowchart in the form that GitHub renders. */
export const mermaid = ({ agents, handoffs, starts }: Graph): string => {
  const ids = new Map(agents.map(({ name }, index) => [name, identifier(name, index)]));
  const label = (text: string): string => `"${text.replaceAll('"', '#quot;')}"`;
  const nodes = agents.map(
    ({ name }) => `  ${ids.get(name) ?? ''}${starts.includes(name) ? `([${label(name)}])` : `[${label(name)}]`}`,
  );
  const edges = [...labelled(handoffs)].map(([key, functions]) => {
    const [from = '', to = ''] = JSON.parse(key) as string[];
    return `  ${ids.get(from) ?? ''} -->|${functions.join(', ')}| ${ids.get(to) ?? ''}`;
  });
  return ['flowchart LR', ...nodes, ...edges].join('\n');
};

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
      agents: agents.map(({ name, functions, place }) => ({
        name,
        functions: functions.map((held) => held.name),
        file: relativePath(place.file),
        line: place.line,
      })),
      handoffs,
      starts,
    },
    null,
    2,
  );
