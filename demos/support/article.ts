import { readdirSync, readFileSync } from 'node:fs';

/** An article of the help centre. */
export interface Article {
  /** The id that answers cite, such as `sign-01`. */
  readonly id: string;
  readonly title: string;
  /** Words that customers use for it and the text does not. */
  readonly words: string;
  /** Paragraphs, with an empty line between two. */
  readonly text: string;
}

const HEADING = /^## ([a-z]{2,6}-\d{2}) (.+)$/;
const WORDS = /^Words: (.+)$/m;

/** Reads the articles of a Markdown file: each begins with `## id title`, and may have a line `Words: …`. */
export const articlesIn = (markdown: string, file: string): readonly Article[] =>
  markdown
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => {
      const [first = '', ...rest] = section.split('\n');
      const [, id, title] = HEADING.exec(first) ?? [];
      if (id === undefined || title === undefined)
        throw new Error(`${file}: a heading must be "## id title", such as "## sign-01 Sign in", not "${first}".`);
      const body = rest.join('\n');
      return { id, title, words: WORDS.exec(body)?.[1] ?? '', text: body.replace(WORDS, '').trim() };
    });

/** Reads all files of the folder `articles`. */
export const readArticles = (folder = new URL('./articles/', import.meta.url)): readonly Article[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .toSorted()
    .flatMap((file) => articlesIn(readFileSync(new URL(file, folder), 'utf8'), file));
