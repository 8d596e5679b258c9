import { readdirSync, readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { join } from 'node:path';
import { commentsIn } from './support/comments.ts';
import { ROOT } from './support/markdown.ts';

/** The most that is allowed: a share of the comments, and counts that fall until every area is written. */
const LIMITS = { opening: 0.01, phrases: 0, refusals: 0 };

const FOLDERS = ['lib', 'scripts', 'demos'];

/** A comment begins with its noun or its verb. */
const OPENING = /^(What|Who|Whoever|Whether|Of|Those|One)\b/;

/** Turns of phrase that a reader stumbles over, each with the plain words. */
const PHRASES: Readonly<Record<string, RegExp>> = {
  '"but for": write "except"': /\bbut for\b/i,
  '"is none": write "is not a …"': /\b(is|are|be|was|were|has|have) none\b/i,
  '"so many" as a number: name the option that holds it': /\bso (many|much) (at|a|an|of)\b/i,
  '"beside": write "next to" or "as well"': /\bbeside\b/i,
  '"whoever": name the role (caller, client, worker)': /\bwhoever\b/i,
  '"that of" without a noun: name the subject': /(^|[.:;] )(That|Those) of\b/,
};

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ts$/.test(path) && !/\.schemas\.ts$|(^|\/)node_modules\//.test(path))
    .map((path) => join(folder, path)),
).map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

const comments = sources.flatMap(({ path, text }) =>
  commentsIn(path, text).map((comment) => ({ ...comment, place: `${path}:${comment.line}` })),
);

const beyond = (found: readonly string[], limit: number): readonly string[] => (found.length > limit ? found : []);

describe('comments', () => {
  it('are found: blocks, lines that belong together, not what merely looks like one', () => {
    const source = "/** One\n * two. */\nconst a = '// three'; // four\n// five\n\n// six\nconst b = /\\/\\/ seven/;\n";
    expect(commentsIn('a.ts', source)).toEqual([
      { text: 'One two.', line: 1 },
      { text: 'four five', line: 3 },
      { text: 'six', line: 6 },
    ]);
    expect(comments.length).toBeGreaterThan(1000);
  });

  it('begin with a noun or a verb', () => {
    const found = comments.filter(({ text }) => OPENING.test(text)).map(({ place, text }) => `${place} ${text}`);
    expect(beyond(found, LIMITS.opening * comments.length)).toEqual([]);
  });

  it('are in plain words', () => {
    const found = Object.entries(PHRASES).flatMap(([rule, pattern]) =>
      comments.filter(({ text }) => pattern.test(text)).map(({ place, text }) => `${place} ${rule}: ${text}`),
    );
    expect(beyond(found, LIMITS.phrases)).toEqual([]);
  });
});

/** Phrases of RFC 9110 that some versions of Node give in older words. */
const PHRASE: Readonly<Record<string, string>> = { 413: 'Content Too Large' };

describe('refusals of a server', () => {
  const refusals = sources
    .filter(({ path }) => path.startsWith('lib/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/new Refusal\(\s*(\d{3}),[^'"`]*'\w+',\s*(['"`])(.*?)\2/gs)].map(
        ([, status = '', , message = '']) => ({ path, status, message }),
      ),
    );

  it('begin with the reason phrase of their status', () => {
    const found = refusals
      .filter(({ status, message }) => !message.startsWith(`${PHRASE[status] ?? STATUS_CODES[status] ?? ''}: `))
      .map(({ path, status, message }) => `${path} ${status} ${message}`);
    expect(beyond(found, LIMITS.refusals)).toEqual([]);
  });
});
