import { say, type Decision } from './decision.ts';
import { isHandoff, type Done, type Situation } from './situation.ts';

/** Decides, or leaves the decision to the rules after it. */
export type Rule = (situation: Situation) => Decision | undefined;

export type Test = (situation: Situation) => boolean;

/** The rules that speak for an agent, known by what it is offered or told. */
export interface Persona {
  readonly speaks: Test;
  readonly rules: readonly Rule[];
}

export const when =
  (test: Test, decide: Rule): Rule =>
  (situation) =>
    test(situation) ? decide(situation) : undefined;

/** The user's last words match. */
export const said =
  (...patterns: readonly RegExp[]): Test =>
  (situation) =>
    patterns.every((pattern) => pattern.test(situation.said));

/** The user's last words answer a question that matches. */
export const asked =
  (question: RegExp, answer = /(?:)/): Test =>
  (situation) =>
    question.test(situation.asked) && answer.test(situation.said);

export const offers =
  (...names: readonly string[]): Test =>
  ({ offered }) =>
    names.every((name) => offered.has(name));

/** The function was called since the user last spoke: says what came of it. */
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

/** Whatever else was said: what would have been understood. */
export const otherwise =
  (understood: string): Rule =>
  () =>
    say(`I am only a small set of rules and did not understand that. What I do understand here: ${understood}`);
