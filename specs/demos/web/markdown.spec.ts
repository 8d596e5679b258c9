import fc from 'fast-check';
import { inlineOf, safeHref, type Inline } from '../../../demos/web/page/inline.ts';
import { blocksOf, growBlocks, type Block } from '../../../demos/web/page/markdown.ts';

/** Writes pieces with their style in brackets. */
const written = (pieces: readonly Inline[]): string =>
  pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if (piece.kind === 'code') return `<code ${piece.text}>`;
      const inside = written(piece.children);
      return piece.kind === 'link' ? `<link ${piece.href} ${inside}>` : `<${piece.kind} ${inside}>`;
    })
    .join('');

const shape = (text: string) =>
  blocksOf(text).map((block) => {
    switch (block.kind) {
      case 'code':
        return `code ${block.language}: ${block.text}`;
      case 'list':
        return block.items.map(({ number = '-', depth, pieces }) => `${depth} ${number} ${written(pieces)}`);
      case 'table':
        return [block.head, ...block.rows].map((row) => row.map(written));
      case 'heading':
        return `h${block.level}: ${written(block.pieces)}`;
      case 'paragraph':
        return written(block.pieces);
    }
  });

describe('inlineOf', () => {
  it.each([
    ['a **bold** word', 'a <strong bold> word'],
    ['*soft* and _soft_', '<em soft> and <em soft>'],
    ['***both***', '<strong <em both>>'],
    ['run `npm *test*` now', 'run <code npm *test*> now'],
    ['``a ` b``', '<code a ` b>'],
    ['[docs](https://example.com/a_(b))', '<link https://example.com/a_(b) docs>'],
    ['[**x** y](mailto:a@b.c)', '<link mailto:a@b.c **x** y>'],
    ['[a](https://example.com "title")', '<link https://example.com/ a>'],
    ['see https://example.com/x.', 'see <link https://example.com/x https://example.com/x>.'],
    ['![cat](https://example.com/cat.png)', '<link https://example.com/cat.png cat>'],
    ['2 * 3 * 4, snake_case_name, 5**2', '2 * 3 * 4, snake_case_name, 5**2'],
    ['an **open mark and `another', 'an **open mark and `another'],
    ['\\*not soft\\*', '*not soft*'],
    ['<b>no</b> &amp; <img src=x onerror=alert(1)>', '<b>no</b> &amp; <img src=x onerror=alert(1)>'],
    [
      '[x](javascript:alert(1)) [y](/stop) [z](data:text/html,a)',
      '[x](javascript:alert(1)) [y](/stop) [z](data:text/html,a)',
    ],
    ['[bank](https://bank.example@evil.example)', '[bank](https://bank.example@evil.example)'],
  ])('reads %p', (text, expected) => {
    expect(written(inlineOf(text))).toBe(expected);
  });

  it.each(['[', '[a](', '**a ', '*a', '`', '_a_', 'https://a@', '![a](b "', '\\', '***', 'https://a!'])(
    'reads 200,000 characters of %p in linear steps',
    (piece) => {
      const text = piece.repeat(200_000 / piece.length);
      expect(written(inlineOf(text)).length).toBeGreaterThan(0);
    },
  );
});

describe('safeHref', () => {
  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    ' data:text/html,x',
    'file:///etc/passwd',
    '/stop',
    '//x',
    '',
  ])('refuses %p', (address) => {
    expect(safeHref(address)).toBeUndefined();
  });
});

describe('blocksOf', () => {
  it.each([
    ['One\nline\n\nTwo', ['One\nline', 'Two']],
    ['# Title\ntext', ['h1: Title', 'text']],
    ['#hashtag', ['#hashtag']],
    ['- a\n  goes on\n- b\n  - c', [['0 - a\ngoes on', '0 - b', '1 - c']]],
    ['Then:\n1. a\n2) b', ['Then:', ['0 1 a', '0 2 b']]],
    ['1. a\n\n2. b', [['0 1 a'], ['0 2 b']]],
    ['```ts\nconst a = "**b**";\n\n// #\n```\nafter', ['code ts: const a = "**b**";\n\n// #', 'after']],
    ['```\nstill arriving', ['code : still arriving']],
    [
      '| a | **b** |\n|---|:-:|\n| 1 | 2 | 3 |\n\nend',
      [
        [
          ['a', '<strong b>'],
          ['1', '2'],
        ],
        'end',
      ],
    ],
    ['a | b\nno rule', ['a | b\nno rule']],
    ['<script>alert(1)</script>', ['<script>alert(1)</script>']],
    ['', []],
  ])('reads %p', (text, expected) => {
    expect(shape(text)).toEqual(expected);
  });
});

/** Texts made of all that means something to Markdown or HTML. */
const hostile = fc
  .array(
    fc.constantFrom(
      ...['# ', '- ', '1. ', '```', '`', '**', '*', '_', '[', '](', ')', '|', '---', '\n', '\n\n', ' ', '\\', 'a', 'é'],
      ...[
        '<img src=x onerror=alert(1)>',
        '<script>',
        '</div>',
        '&lt;',
        'javascript:',
        'https://',
        'a.b',
        '@',
        '"',
        '~~~',
      ],
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

const piecesOf = (block: Block): readonly Inline[] => {
  if (block.kind === 'list') return block.items.flatMap(({ pieces }) => pieces);
  if (block.kind === 'table') return [...block.head, ...block.rows.flat()].flat();
  return block.kind === 'code' ? [] : block.pieces;
};

const linksIn = (pieces: readonly Inline[]): readonly string[] =>
  pieces.flatMap((piece) => {
    if (typeof piece === 'string' || piece.kind === 'code') return [];
    return [...(piece.kind === 'link' ? [piece.href] : []), ...linksIn(piece.children)];
  });

it('reads any text into links that a page may open, and into text', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const links = blocksOf(text).flatMap((block) => linksIn(piecesOf(block)));
      expect(links.filter((href) => !/^(https?|mailto):/.test(href))).toEqual([]);
    }),
  );
});

it('reads a text that arrives in pieces as it reads the whole text', () => {
  fc.assert(
    fc.property(hostile, fc.array(fc.nat(80)), (text, cuts) => {
      let blocks: readonly Block[] = [];
      for (const cut of [...cuts.filter((each) => each < text.length).sort((a, b) => a - b), text.length]) {
        const before = blocks;
        const grown = growBlocks(before, text.slice(0, cut));
        expect(grown.blocks.slice(0, grown.same)).toEqual(before.slice(0, grown.same));
        blocks = grown.blocks;
      }
      expect(blocks).toEqual(blocksOf(text));
    }),
    { numRuns: 500 },
  );
});
