import { call, say, type Decision } from './decision.ts';
import { isAboutModel, type Persona } from './rule.ts';
import { personas } from './rules/index.ts';
import { situationOf, type Situation } from './situation.ts';
import { written } from './shorthand.ts';
import { mended } from './spelling.ts';
import type { WireRequest } from './wire.ts';

/**
 * Returns the decision of the first rule that decides, of the first persona that fits. `tool_choice` comes before the
 * rules.
 */
export const decide = (request: WireRequest): Decision => {
  const situation = situationOf(request);
  const decision = decideBy(personas, situation);
  return inOrder(request, decision.calls.length > 0 ? decision : (forced(request) ?? decision));
};

const decideBy = (known: readonly Persona[], situation: Situation): Decision => {
  const { rules = [], vocabulary = [] } = known.find(({ speaks }) => speaks(situation)) ?? {};
  const read = { ...situation, said: plain(situation.said, vocabulary), topic: plain(situation.topic, vocabulary) };
  for (const rule of isAboutModel(read) ? rules.slice(-1) : rules) {
    const decision = rule(read);
    if (decision) return decision;
  }
  return say('I am only a small set of rules, and none of them fits.');
};

const plain = (text: string, vocabulary: readonly string[]): string => mended(written(text), vocabulary);

/** Calls a function because `tool_choice` forces it. The rules had decided to talk, so there are no arguments. */
const forced = ({ tools = [], tool_choice: choice }: WireRequest): Decision | undefined => {
  if (typeof choice === 'object') return call(choice.function.name);
  const first = choice === 'required' ? tools[0] : undefined;
  return first && call(first.function.name);
};

const inOrder = ({ parallel_tool_calls: parallel = true }: WireRequest, { text, calls }: Decision): Decision => ({
  text,
  calls: parallel ? calls : calls.slice(0, 1),
});
