import { readFileSync } from 'node:fs';
import { concatMap, from, map, toArray, type Observable } from 'rxjs';
import type { Passage } from './search.ts';

/** A question of a customer, and the articles of which one answers it: none when the help centre cannot know. */
export interface Question {
  readonly question: string;
  readonly articles: readonly string[];
}

/** The quality of a retrieval, from 0 to 1. */
export interface Recall {
  /** The share of questions for which one of the passages is from an expected article. */
  readonly recall: number;
  /** The share of the other questions for which no passage is returned. */
  readonly refused: number;
  /** The questions that went wrong. */
  readonly wrong: readonly string[];
}

export const readQuestions = (): readonly Question[] =>
  JSON.parse(readFileSync(new URL('./questions.json', import.meta.url), 'utf8')) as readonly Question[];

/** Asks all questions, one after the other. */
export const recallOf = (
  questions: readonly Question[],
  ask: (question: string) => Observable<readonly Passage[]>,
): Observable<Recall> =>
  from(questions).pipe(
    concatMap((each) => ask(each.question).pipe(map((passages) => ({ ...each, right: isRight(each, passages) })))),
    toArray(),
    map((answers) => ({
      recall: share(answers.filter(({ articles }) => articles.length > 0)),
      refused: share(answers.filter(({ articles }) => articles.length === 0)),
      wrong: answers.filter(({ right }) => !right).map(({ question }) => question),
    })),
  );

const isRight = ({ articles }: Question, passages: readonly Passage[]): boolean =>
  articles.length === 0 ? passages.length === 0 : passages.some(({ article }) => articles.includes(article));

const share = (answers: readonly { readonly right: boolean }[]): number =>
  answers.filter(({ right }) => right).length / Math.max(answers.length, 1);
