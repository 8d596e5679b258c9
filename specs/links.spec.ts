import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './support/markdown.ts';

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);

/** The headings of a document, as the anchors that GitHub makes of them. */
const anchorsOf = (document: string): ReadonlySet<string> =>
  new Set(
    [
      ...readFileSync(join(ROOT, document), 'utf8')
        .replace(/^```[\s\S]*?^```$/gm, '')
        .matchAll(/^#+ (.*)$/gm),
    ].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );

const linksOf = (document: string) =>
  [
    ...readFileSync(join(ROOT, document), 'utf8')
      .replace(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, to = '']) => to)
    .filter((to) => !/^[a-z]+:/.test(to))
    .map((to) => {
      const [path = '', anchor] = to.split('#');
      return { to, file: path === '' ? document : join(dirname(document), path), anchor };
    });

describe('documents', () => {
  it.each(documents)('%s links to files and headings that exist', (document) => {
    const dead = linksOf(document).filter(
      ({ file, anchor }) =>
        !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchorsOf(file).has(anchor.toLowerCase())),
    );
    expect(dead.map(({ to }) => to)).toEqual([]);
  });

  it('README.md has at most 260 lines', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(261);
  });
});
