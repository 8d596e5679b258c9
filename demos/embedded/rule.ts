import { say, type Decision } from './decision.ts';
import { isHandoff, type Done, type Situation } from './situation.ts';

/** Returns a decision, or `undefined` to leave it to the next rule. */
export type Rule = (situation: Situation) => Decision | undefined;

export type Test = (situation: Situation) => boolean;

/** Rules that speak for an agent. `speaks` recognises the agent by its functions or its instructions. */
export interface Persona {
  readonly speaks: Test;
  readonly rules: readonly Rule[];
}

export const when =
  (test: Test, decide: Rule): Rule =>
  (situation) =>
    test(situation) ? decide(situation) : undefined;

/** Tests whether the user's last words match all patterns. */
export const said =
  (...patterns: readonly RegExp[]): Test =>
  (situation) =>
    patterns.every((pattern) => pattern.test(situation.said));

/** Tests whether the user's last words answer a question that matches. */
export const asked =
  (question: RegExp, answer = /(?:)/): Test =>
  (situation) =>
    question.test(situation.asked) && answer.test(situation.said);

export const offers =
  (...names: readonly string[]): Test =>
  ({ offered }) =>
    names.every((name) => offered.has(name));

/** Decides when the function was called since the user's last message, with its result. */
export const after = (
  name: string,
  decide: (results: readonly Done[], situation: Situation) => Decision | undefined,
): Rule =>
  when(
    ({ done }) => done.findLast((call) => !isHandoff(call.name))?.name === name,
    (situation) =>
      decide(
        situation.done.filter((call) => call.name === name),
        situation,
      ),
  );

/** Answers all other input with a list of what is understood. */
export const otherwise =
  (understood: string): Rule =>
  () =>
    say(`I am only a small set of rules and did not understand that. What I do understand here: ${understood}`);
