import type { Case } from './cases.ts';
import type { Outcome } from './trial.ts';

/** The results of a case over its iterations. */
export interface Score {
  readonly suite: string;
  readonly case: Case;
  readonly runs: number;
  readonly correct: number;
  /** Fraction of right iterations, from 0 to 1. */
  readonly accuracy: number;
  /** Functions that were called instead, each listed once. `none` means an answer with text. */
  readonly instead: readonly string[];
  readonly errors: readonly string[];
}

/** Groups outcomes by case, in the order of their first outcomes. */
export const scoresOf = (outcomes: readonly Outcome[]): readonly Score[] =>
  [...new Set(outcomes.map((outcome) => outcome.case))].map((scored) =>
    scoreOf(
      scored,
      outcomes.filter((outcome) => outcome.case === scored),
    ),
  );

const scoreOf = (scored: Case, outcomes: readonly Outcome[]): Score => ({
  suite: outcomes[0]?.suite ?? '',
  case: scored,
  runs: outcomes.length,
  correct: outcomes.filter(({ correct }) => correct).length,
  accuracy: accuracyOf(outcomes),
  instead: each(outcomes.filter(({ correct, error }) => !correct && error === undefined).map(callOf)),
  errors: each(outcomes.flatMap(({ error }) => error ?? [])),
});

/** Fraction of right runs over all cases, from 0 to 1. */
export const accuracyOf = (outcomes: readonly Outcome[]): number =>
  outcomes.filter(({ correct }) => correct).length / Math.max(outcomes.length, 1);

const callOf = ({ called }: Outcome): string => (called.length === 0 ? 'none' : called.join(' and '));

const each = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
