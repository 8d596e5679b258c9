import { articlesIn, readArticles } from '../../../demos/support/article.ts';
import { readQuestions } from '../../../demos/support/recall.ts';

const articles = readArticles();
const ids = articles.map(({ id }) => id);

describe('the articles', () => {
  it('are two hundred or more, each with an id, a title and a text of its own', () => {
    const own = (values: readonly string[]) => new Set(values).size;

    expect(articles.length).toBeGreaterThanOrEqual(200);
    expect([own(ids), own(articles.map(({ title }) => title)), own(articles.map(({ text }) => text))]).toEqual(
      Array.from({ length: 3 }, () => articles.length),
    );
    expect(articles.filter(({ text, words }) => text.length < 80 || text.length > 2000 || words === '')).toEqual([]);
  });

  it('exist for each id that the questions expect', () => {
    const expected = readQuestions().flatMap((question) => question.articles);

    expect(expected.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('are refused with the file and the heading when a heading has no id', () => {
    expect(() => articlesIn('# Top\n\n## No id here\n\nText.', 'top.md')).toThrow(
      'top.md: a heading must be "## id title", such as "## sign-01 Sign in", not "## No id here".',
    );
  });
});
