import type { Graph, Handoff } from './model.ts';

/** Returns the agents that handoffs lead to from these, themselves included. */
export const reachable = ({ handoffs }: Pick<Graph, 'handoffs'>, starts: readonly string[]): ReadonlySet<string> => {
  const reached = new Set(starts);
  // Sets may grow during iteration; added items are visited as well.
  for (const name of reached) for (const { from, to } of handoffs) if (from === name) reached.add(to);
  return reached;
};

/** Returns the shortest way from one of these agents to another, along agents and handoffs that are allowed, or `undefined`. */
export const wayTo = (
  { handoffs }: Pick<Graph, 'handoffs'>,
  starts: readonly string[],
  target: string,
  allows: { readonly agent: (name: string) => boolean; readonly handoff: (handoff: Handoff) => boolean },
): readonly string[] | undefined => {
  const before = new Map<string, string | undefined>(starts.filter(allows.agent).map((name) => [name, undefined]));
  for (const name of before.keys()) {
    if (name === target) return trace(before, name);
    for (const handoff of handoffs) {
      const { from, to } = handoff;
      if (from === name && !before.has(to) && allows.agent(to) && allows.handoff(handoff)) before.set(to, name);
    }
  }
  return undefined;
};

const trace = (before: ReadonlyMap<string, string | undefined>, name: string): readonly string[] => {
  const previous = before.get(name);
  return previous === undefined ? [name] : [...trace(before, previous), name];
};
