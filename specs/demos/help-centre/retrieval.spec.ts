import { lastValueFrom, of } from 'rxjs';
import { openHelpCentre } from '../../../demos/support/help-centre.ts';
import { findByWords } from '../../../demos/support/find.ts';
import { readQuestions, recallOf } from '../../../demos/support/recall.ts';

const database = openHelpCentre(':memory:');
const found = (question: string) => findByWords(database, question).map(({ article }) => article);

describe('the retrieval by words', () => {
  it('has an expected article among three for nine of ten questions, and nothing for the others', async () => {
    const { recall, refused } = await lastValueFrom(
      recallOf(readQuestions(), (question) => of(findByWords(database, question))),
      { defaultValue: { recall: 0, refused: 0, wrong: [] } },
    );

    expect(recall).toBeGreaterThan(0.9);
    expect(refused).toBe(1);
  });

  it.each<[string, string, string]>([
    ['the words of the title', 'dark mode', 'desk-04'],
    ["customers' words, which the text does not have", 'money back', 'bill-05'],
    ['other forms of a word', 'exporting pdfs', 'out-02'],
    ['a word with a typing error', 'shrae by link', 'share-02'],
    ['accents or none', 'cafe accents', 'find-07'],
    ['capitals', 'DARK MODE', 'desk-04'],
    ['a text around the question', `Dear all, ${'I hope you are well. '.repeat(10)} Where is dark mode?`, 'desk-04'],
  ])('finds by %s', (_, question, article) => {
    expect(found(question)[0]).toBe(article);
  });

  it('returns three passages at most, and none that is half as good as the best', () => {
    expect(found('money back')).toEqual(['bill-05']);
    expect(found('how do I print a note')).toHaveLength(3);
  });

  it('returns the part of a long article that answers', () => {
    const [best] = findByWords(database, 'citations from Zotero in a thesis');

    expect(best?.article).toBe('guide-04');
    expect(best?.text).toContain('/bibliography');
    expect(best?.text.length).toBeLessThanOrEqual(400);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['signs', '??? !!! "" \'\' () * ^ - + : { } ~ \\'],
    ['operators', 'AND OR NOT NEAR'],
    ['a column filter', 'zqx : qzz OR qqx : *'],
    ['half a phrase', '"'],
    ['a nearness without end', 'NEAR(a b, 99999999999999999999)'],
    ['SQL', "'; DROP TABLE chunks; --"],
    ['a null byte', '\0\0'],
    ['half a surrogate pair', '\ud800'],
    ['a word without end', 'a'.repeat(1_000_000)],
  ])('answers a hostile question of %s with no article, and stays whole', (_, question) => {
    expect(found(question)).toEqual([]);
    expect(found('dark mode')[0]).toBe('desk-04');
  });

  it('reads the beginning of a question of a million words', () => {
    expect(found(`dark mode ${'word '.repeat(1_000_000)}`)).toEqual(found('dark mode word'));
  });

  it('finds words between the syntax of the index', () => {
    expect(found('title:"dark" NEAR/3 (mode*)')[0]).toBe('desk-04');
  });
});
