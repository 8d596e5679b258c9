import { map, of, type Observable } from 'rxjs';
import { embedderOf } from '../support/embedder.ts';
import { findByBoth, findByWords } from '../support/find.ts';
import { helpCentre } from '../support/help-centre.ts';
import { readQuestions, recallOf } from '../support/recall.ts';
import { percent } from './report.ts';

/** Figures of a suite that no model takes part in, as lines for the report. */
export const figures: Readonly<Record<string, () => Observable<string>>> = {
  support: () => {
    const [database, embedder, questions] = [helpCentre(), embedderOf(), readQuestions()];
    const answerable = questions.filter(({ articles }) => articles.length > 0).length;
    return recallOf(questions, (question) =>
      embedder === undefined ? of(findByWords(database, question)) : findByBoth(database, embedder, question),
    ).pipe(
      map(
        ({ recall, refused }) =>
          `support: recall@3 ${percent(recall)} of ${String(answerable)} questions, ` +
          `"I don't know" ${percent(refused)} of ${String(questions.length - answerable)} others, ` +
          `by ${embedder === undefined ? 'words' : `words and ${embedder.model}`}\n`,
      ),
    );
  },
};
