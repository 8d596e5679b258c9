import type { Paint } from '../terminal/paint.ts';
import { brief } from '../terminal/printable.ts';
import { titleOf } from './cases.ts';
import { accuracyOf, scoresOf, type Score } from './score.ts';
import type { Outcome } from './trial.ts';

/** Prints a line for each case, suite by suite, and a line for all of them. */
export const report = (outcomes: readonly Outcome[], suites: readonly string[], paint: Paint): string => {
  const scores = scoresOf(outcomes);
  const sections = suites.flatMap((suite) => [
    `\n${paint('bold', suite)}`,
    ...scores.filter((score) => score.suite === suite).map((score) => lineOf(score, paint)),
  ]);
  const right = outcomes.filter(({ correct }) => correct).length;
  const overall = `overall ${percent(accuracyOf(outcomes))}: ${String(right)} of ${String(outcomes.length)} runs`;
  return [...sections, `\n${paint('bold', overall)}`, ''].join('\n');
};

const lineOf = (score: Score, paint: Paint): string => {
  const { accuracy, instead, errors, case: scored } = score;
  const rate = paint(accuracy === 1 ? 'green' : 'red', percent(accuracy).padStart(6));
  const wrong = [...(instead.length > 0 ? [`called ${instead.join(', ')}`] : []), ...errors];
  const expected = paint('dim', `→ ${scored.expected ?? 'none'}`);
  const remark = wrong.length > 0 ? paint('red', ` (${brief(wrong.join('; '), 200)})`) : '';
  return `${rate}  ${brief(titleOf(scored), 80)} ${expected}${remark}`;
};

/** Writes a share from 0 to 1 as a percentage with one decimal. */
export const percent = (share: number): string => `${String(Math.round(share * 1000) / 10)} %`;

/** Returns the JSON that `--results` writes. */
export const resultsOf = (outcomes: readonly Outcome[], model: string, iterations: number): string => {
  const cases = scoresOf(outcomes).map(({ case: scored, ...score }) => ({
    title: titleOf(scored),
    ...score,
    ...scored,
  }));
  return `${JSON.stringify({ model, iterations, accuracy: accuracyOf(outcomes), runs: outcomes.length, cases }, null, 2)}\n`;
};
