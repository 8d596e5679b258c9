import type { Decision } from '../agent/decision.ts';
import type { CallFacts } from '../messages/waiting.ts';

/** Returns the facts about a call after a decision on it. */
export const factsAfter = (facts: CallFacts, decision: Decision): CallFacts => {
  if (decision === true) return { ...facts, approved: true };
  if ('answer' in decision) return { ...facts, answers: [...(facts.answers ?? []), decision.answer] };
  if (!('arguments' in decision)) return facts;
  const { arguments: edited, by } = decision;
  return { ...facts, approved: true, arguments: edited, ...(by !== undefined && { by }) };
};

/** Tells a decision that gives the result of its call. */
export const settles = (decision: Decision): boolean =>
  decision !== true && ('declined' in decision || 'result' in decision || 'error' in decision);
