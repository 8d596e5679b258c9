import ts from 'typescript';

/** A comment of a source file. */
export interface Comment {
  /** Its words on one line, without the marks around them. */
  readonly text: string;
  /** The line it begins on, from 1. */
  readonly line: number;
}

/** Finds the comments of a TypeScript source, in order. Line comments directly below one another are one comment. */
export const commentsIn = (path: string, text: string): readonly Comment[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  return [...rangesIn(source)]
    .sort(([a], [b]) => a - b)
    .map(([from, to]) => ({ raw: text.slice(from, to), line: lineAt(from), last: lineAt(to) }))
    .reduce<readonly Found[]>(joinLines, [])
    .map(({ raw, line }) => ({ text: wordsOf(raw), line }))
    .filter((comment) => comment.text !== '' && !DIRECTIVE.test(comment.text));
};

interface Found {
  readonly raw: string;
  readonly line: number;
  readonly last: number;
}

/** Comments that speak to a program and not to a reader. */
const DIRECTIVE = /^(eslint-|@ts-|prettier-|!\/|istanbul |c8 )/;

const rangesIn = (source: ts.SourceFile): ReadonlyMap<number, number> => {
  const ranges = new Map<number, number>();
  const add = (found: readonly ts.CommentRange[] | undefined): void =>
    found?.forEach(({ pos, end }) => ranges.set(pos, end));
  const visit = (node: ts.Node): void => {
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    const children = node.getChildren(source);
    if (children.length === 0 && !ts.isJsxText(node)) {
      add(ts.getLeadingCommentRanges(source.text, node.getFullStart()));
      add(ts.getTrailingCommentRanges(source.text, node.getEnd()));
    }
    children.forEach(visit);
  };
  visit(source);
  return ranges;
};

const joinLines = (comments: readonly Found[], next: Found): readonly Found[] => {
  const previous = comments.at(-1);
  return previous && areLines(previous, next) && previous.last === next.line - 1
    ? [...comments.slice(0, -1), { ...previous, raw: `${previous.raw}\n${next.raw}`, last: next.last }]
    : [...comments, next];
};

const areLines = (...comments: readonly Found[]): boolean => comments.every(({ raw }) => raw.startsWith('//'));

const wordsOf = (raw: string): string =>
  raw
    .replace(/^\/\*\*?|\*\/$/g, '')
    .replace(/^\s*(\/\/+|\*(?!\/))/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
