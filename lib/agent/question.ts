import type { AskedQuestion } from '../messages/waiting.ts';

/** Registered globally, as agents and results are. */
export const QUESTION = Symbol.for('rxswarm.question');

/** Value by which a function asks the user. Made by `ask` of `rxswarm/schema`. */
export interface Question extends AskedQuestion {
  /** Marks questions for `isQuestion`. */
  readonly [QUESTION]: true;
}

/** Tells whether a function's value is a question. */
export const isQuestion = (value: unknown): value is Question =>
  typeof value === 'object' && value !== null && QUESTION in value;
