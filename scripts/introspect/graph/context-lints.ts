import { relativePath } from '../format/locate.ts';
import type { Diagnostic, Place } from '../model.ts';
import type { ContextUse, Disagreement, Graph, GraphAgent, Handoff } from './model.ts';
import { reachable, wayTo } from './paths.ts';
import { say } from './say.ts';

/**
 * Follows context variables along the handoffs: keys that are read where nobody provides them, keys that are set and never read,
 * and values whose types disagree.
 */
export const contextLints = (graph: Graph): readonly Diagnostic[] => [
  ...graph.agents.flatMap((agent) => missing(graph, agent)),
  ...unread(graph),
  ...graph.disagreements.flatMap((each) => disagreement(graph, each)),
];

const shown = ({ file, line, column }: Place): string => `${relativePath(file)}:${String(line)}:${String(column)}`;

/** Returns true for an agent that may have set a key before it hands over, by a call that does not hand over itself. */
const provides = ({ context }: GraphAgent, key: string): boolean =>
  context.setsAny || context.sets.some((set) => set.key === key && !set.isHandoff);

/** Returns true for a handoff whose function sets a key. */
const brings = ({ context }: GraphAgent, by: string, key: string): boolean =>
  context.sets.some((set) => set.key === key && set.by === by);

/**
 * Says whether runs that begin with an agent are given a key: `undefined` where neither its type nor a call of `run()` tells, and
 * the caller may give anything.
 */
const isGiven = ({ given }: Graph, { name, context: { declared } }: GraphAgent, key: string): boolean | undefined => {
  if (declared?.includes(key)) return true;
  const runs = given.filter(({ starts }) => starts.includes(name));
  if (runs.length === 0) return declared && false;
  return runs.every(({ keys, isOpen }) => isOpen || keys.includes(key));
};

const missing = (graph: Graph, agent: GraphAgent): readonly Diagnostic[] => {
  const known = new Map(graph.agents.map((each) => [each.name, each]));
  const starts = graph.starts.flatMap((name) => known.get(name) ?? []);
  return needed(agent).flatMap(({ key, by, place }) => {
    const allows = {
      agent: (name: string) => !isOf(known.get(name), (each) => provides(each, key)),
      handoff: ({ from, by: fn }: Handoff) => !isOf(known.get(from), (each) => brings(each, fn, key)),
    };
    const wayFrom = (isKnown: boolean) =>
      wayTo(
        graph,
        starts.filter((start) => isGiven(graph, start, key) === (isKnown ? false : undefined)).map(({ name }) => name),
        agent.name,
        allows,
      );
    const certain = wayFrom(true);
    const way = certain ?? wayFrom(false) ?? [];
    const first = known.get(way[0] ?? '');
    if (first === undefined) return [];
    const where = `${way.join(' → ')} (${shown(first.place)})`;
    const remedy = 'give it to run(), set it in a Result on the way, or read it as optional';
    return [
      say(
        place,
        agent.name,
        certain ? 'error' : 'warning',
        `"${by}" reads the context variable "${key}", which nobody provides on the way ${where}; ${remedy}`,
      ),
    ];
  });
};

const isOf = (agent: GraphAgent | undefined, matches: (agent: GraphAgent) => boolean): boolean =>
  agent === undefined || matches(agent);

/** Returns the reads that need a value, one for each key. A function that does not fit its agent's type is an error already. */
const needed = ({ context, functions }: GraphAgent): readonly ContextUse[] => {
  const wrong = new Set(functions.filter(({ wrongContext }) => wrongContext).map(({ name }) => name));
  const first = new Map<string, ContextUse>();
  for (const read of context.reads) {
    if (!read.isOptional && !first.has(read.key) && !wrong.has(read.by)) first.set(read.key, read);
  }
  return [...first.values()];
};

/** Finds keys that are set and never read by an agent that takes over, in this turn or later. One warning for each place. */
const unread = (graph: Graph): readonly Diagnostic[] => {
  const found = new Map<string, { readonly diagnostic: Diagnostic; readonly isRead: boolean }>();
  for (const agent of graph.agents) {
    const isRead = readFrom(graph, agent);
    for (const { key, by, place } of agent.context.sets) {
      const where = JSON.stringify([key, place]);
      const known = found.get(where);
      const message = `"${by}" sets the context variable "${key}", which no agent reads from here on`;
      const diagnostic = known?.diagnostic ?? say(place, agent.name, 'warning', message);
      found.set(where, { diagnostic, isRead: (known?.isRead ?? false) || isRead(key) });
    }
  }
  return [...found.values()].flatMap(({ diagnostic, isRead }) => (isRead ? [] : [diagnostic]));
};

const readFrom = (graph: Graph, { name }: GraphAgent): ((key: string) => boolean) => {
  const reached = reachable(graph, [name]);
  const readers = graph.agents.filter((agent) => reached.has(agent.name)).map(({ context }) => context);
  const read = new Set([...graph.readOutside.keys, ...readers.flatMap(({ reads }) => reads.map(({ key }) => key))]);
  return (key) => graph.readOutside.isOpen || read.has(key) || readers.some(({ readsAny }) => readsAny);
};

const disagreement = (graph: Graph, { key, from, to }: Disagreement): readonly Diagnostic[] => {
  if (!reachable(graph, [from.agent]).has(to.agent)) return [];
  const gives = `${from.agent} gives it as ${String(from.type)} (${from.by}, ${shown(from.place)})`;
  const reads = `"${to.by}" reads the context variable "${key}" as ${String(to.type)}`;
  return [say(to.place, to.agent, 'error', `${reads}, and ${gives}`)];
};
