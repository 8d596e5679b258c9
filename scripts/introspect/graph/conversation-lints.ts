import type { Diagnostic } from '../model.ts';
import type { FunctionWords, Graph, GraphAgent } from './model.ts';
import { say } from './say.ts';

/**
 * The longest description of a function in characters. OpenAI refuses a longer one: "string too long. Expected a string with
 * maximum length 1024" (public error messages, read 2026-12-01). Each is also paid for with every request.
 */
const LONGEST = 1024;

/** Finds warnings about the words that models read: names that mislead, and descriptions that cost. */
export const conversationLints = (graph: Graph): readonly Diagnostic[] => [
  ...namesakes(graph),
  ...graph.agents.flatMap((agent) => [...strangers(graph, agent), ...longWords(agent)]),
];

/** A model that knows one function of a name from the messages calls the other one wrongly. */
const namesakes = ({ agents }: Graph): readonly Diagnostic[] => {
  const first = new Map<string, FunctionWords & { readonly agent: string }>();
  const found: Diagnostic[] = [];
  for (const { name: agent, words } of agents) {
    for (const each of words.signatures) {
      const known = first.get(each.name);
      if (known === undefined) first.set(each.name, { ...each, agent });
      else if (known.signature !== each.signature && known.agent !== agent) {
        const message = `its function "${each.name}" differs from the one of ${known.agent}: give them different names, because a model confuses them after a handoff`;
        found.push(say(each.place, agent, 'warning', message));
      }
    }
  }
  return found;
};

/** A word that is written like the name of a function: with a capital or an underscore inside. */
const IDENTIFIER = /[A-Za-z_$][\w$]*/g;
const looksLikeName = (word: string): boolean => /[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]/.test(word);

/** Finds functions that instructions name and the agent does not have: those of other agents, and those written as calls. */
const strangers = ({ agents }: Graph, agent: GraphAgent): readonly Diagnostic[] => {
  const own = new Set(agent.functions.map(({ name }) => name));
  const others = new Map(agents.flatMap(({ name, functions }) => functions.map((held) => [held.name, name] as const)));
  const { instructions, signatures } = agent.words;
  const parts = new Set(signatures.flatMap(({ signature }) => signature.match(IDENTIFIER) ?? []));
  const context = new Set(agents.flatMap(({ context: { reads, sets } }) => [...reads, ...sets].map(({ key }) => key)));
  const isOther = (word: string): boolean => parts.has(word) || context.has(word) || !looksLikeName(word);
  const named = new Set((instructions.match(IDENTIFIER) ?? []).filter((word) => looksLikeName(word)));
  const called = new Set([...instructions.matchAll(CALLED)].map(([, quoted, plain]) => quoted ?? plain ?? ''));
  const candidates = [...new Set([...named].filter((word) => others.has(word)).concat([...called]))];
  return candidates
    .filter((word) => !own.has(word) && (others.has(word) || !isOther(word)))
    .map((word) => {
      const owner = others.get(word);
      const whose = owner === undefined ? 'which no agent has' : `which only ${owner} has`;
      return say(agent.place, agent.name, 'warning', `its instructions name the function "${word}", ${whose}`);
    });
};

/** A name in backticks, or with parentheses behind it. */
const CALLED = /`([A-Za-z_$][\w$]*)(?:\(\))?`|\b([A-Za-z_$][\w$]*)\(\)/g;

const longWords = ({ name, words }: GraphAgent): readonly Diagnostic[] =>
  words.signatures
    .filter(({ length }) => length > LONGEST)
    .map(({ name: called, length, place }) =>
      say(
        place,
        name,
        'warning',
        `the description of "${called}" has ${String(length)} characters: OpenAI takes ${String(LONGEST)}, and each request pays for it`,
      ),
    );
