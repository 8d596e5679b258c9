import { say, type Decision } from './decision.ts';
import { isHandoff, type Done, type Situation } from './situation.ts';

/** Returns a decision, or `undefined` to leave it to the next rule. */
export type Rule = (situation: Situation) => Decision | undefined;

export type Test = (situation: Situation) => boolean;

/** Rules that speak for an agent. `speaks` recognises the agent by its functions or its instructions. */
export interface Persona {
  readonly speaks: Test;
  /** The last rule answers what the others leave, and questions about the model. */
  readonly rules: readonly Rule[];
  /** Words whose misspellings are mended before the rules read a line. */
  readonly vocabulary?: readonly string[];
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

const IDENTITY =
  /\b(?:who|what) (?:are|r) (?:you|u)\b|\b(?:are|r) (?:you|u) (?:real|(?:an? )?(?:\w+ )?(?:ai|bot|chatbot|robot|human|person|machine|computer|program|model|gpt|chat ?gpt|llm))\b/i;
const ABILITIES = /\bwhat (?:can|do|could) (?:you|u) (?:do|know|understand)\b|\bhow (?:can|do) you help\b/i;

/** Tests whether the user asks about the model itself, and not for something to be done. */
export const isAboutModel: Test = ({ said: words, done }) =>
  done.length === 0 && (IDENTITY.test(words) || ABILITIES.test(words));

/** Answers all other input with a list of what is understood, and says what it is when asked. */
export const otherwise =
  (understood: string): Rule =>
  (situation) =>
    say(`${openingFor(situation)} What I do understand here: ${understood}`);

const openingFor = (situation: Situation): string =>
  isAboutModel(situation)
    ? 'I am neither a person nor a language model: I am a small set of rules that runs on this machine.'
    : 'I am only a small set of rules and did not understand that.';
