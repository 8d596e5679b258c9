import { ts } from 'ts-morph';
import type { Words } from '../model.ts';
import { remembered } from '../remembered.ts';
import { keywordOf, tagProblem, valueOf } from './tags.ts';

type Comment = ts.JSDoc['comment'];

const LINK = /\{@link(?:code|plain)?\s+([^}|\s]+)(?:\s*\|\s*|\s+)?([^}]*)\}/g;

/** Returns the text of a comment, with uniform line ends, links as text, and without the dash of `@param x - text`. */
export const textOf = (comment: Comment): string =>
  (ts.getTextOfJSDocComment(comment) ?? '')
    .replace(/\r\n?/g, '\n')
    .replace(LINK, (_, target: string, text: string) => (text.trim() === '' ? target : text.trim()))
    .replaceAll(AT, '@')
    .replace(/^\s*(?:[-–—]+|:)\s+/, '')
    .trim();

/** Returns the words of tags and comments together. */
export const wordsOf = (comments: readonly string[], tags: readonly ts.JSDocTag[]): Words =>
  fromText(
    comments,
    tags.map((tag) => [tag.tagName.text, textOf(tag.comment)]),
  );

/** Returns the words of one tag. */
export const taggedWords = (name: string, text: string): Words => fromText([], [[name, text]]);

const fromText = (comments: readonly string[], named: readonly (readonly [string, string])[]): Words => {
  const examples = named.filter(([name]) => name === 'example').map(([, text]) => valueOf(text));
  const remarks = named.filter(([name]) => name === 'remarks').map(([, text]) => text);
  const description = [...comments, ...remarks].filter((text) => text !== '').join('\n\n');
  const keywords = Object.fromEntries([
    ...named.flatMap(([name, text]) => [keywordOf(name, text)].filter((keyword) => keyword !== undefined)),
    ...(examples.length > 0 ? [['examples', examples] as const] : []),
  ]);
  const problems = named.flatMap(([name, text]) => tagProblem(name, text) ?? []);
  return {
    ...(description === '' ? {} : { description }),
    ...(Object.keys(keywords).length === 0 ? {} : { keywords }),
    ...(problems.length === 0 ? {} : { problems }),
  };
};

const blocks = new WeakMap<ts.Node, readonly ts.JSDoc[]>();

/** Finds the JSDoc blocks before a node. */
export const blocksOf = (node: ts.Node): readonly ts.JSDoc[] =>
  remembered(blocks, node, () => {
    const own = ts.getJSDocCommentsAndTags(node).filter((part) => ts.isJSDoc(part));
    return own.length > 0 ? own.flatMap(withoutFences) : blocksOnTheLine(node);
  });

/** Stands for `@` within code, which would begin a tag. */
const AT = '\uE000';

/** Reads a comment with code in it again, because the compiler takes each `@` in the code for a tag. */
const withoutFences = (block: ts.JSDoc): readonly ts.JSDoc[] => {
  const text = block.getText();
  const masked = text.replace(CODE, (code) => code.replaceAll('@', AT));
  return masked === text ? [block] : parsedBlocks(masked);
};

/** Code in a comment: a fence, a span, and a decorator that is called, as in an indented example. */
const CODE = /(```|~~~)[^]*?(\1|$)|`[^`\n]+`|@[A-Z]\w*\(/g;

const parsedBlocks = (comment: string): readonly ts.JSDoc[] => {
  const [statement] = ts.createSourceFile('comment.ts', `${comment}\nlet it;`, ts.ScriptTarget.Latest, true).statements;
  return statement ? ts.getJSDocCommentsAndTags(statement).filter((part) => ts.isJSDoc(part)) : [];
};

/** Returns the tags before a node, without those in code. */
export const tagsOf = (node: ts.Node): readonly ts.JSDocTag[] => blocksOf(node).flatMap(({ tags = [] }) => [...tags]);

/**
 * The compiler drops a comment that follows another member on its line. It is read here, because readers of the source
 * see it.
 */
const blocksOnTheLine = (node: ts.Node): readonly ts.JSDoc[] => {
  const before = node.getSourceFile().text.slice(node.pos, node.getStart());
  const comment = before.includes('/**') ? /\/\*\*[\s\S]*?\*\/\s*$/.exec(before)?.[0] : undefined;
  return comment === undefined ? [] : parsedBlocks(comment);
};

const words = new WeakMap<ts.Node, Words>();

/** Returns the words before a declaration. */
export const wordsBefore = (node: ts.Node): Words => remembered(words, node, () => readWords(node));

const readWords = (node: ts.Node): Words => {
  // A `@property` of a `@typedef` in JavaScript is its own comment.
  if (ts.isJSDocPropertyTag(node)) return wordsOf([textOf(node.comment)], []);
  const own = blocksOf(node);
  return wordsOf(
    own.map((block) => textOf(block.comment)),
    own.flatMap((block) => block.tags ?? []),
  );
};

/** Takes the first value of each keyword. */
export const firstWords = (...candidates: readonly (Words | undefined)[]): Words => {
  const description = candidates.find((candidate) => candidate?.description !== undefined)?.description;
  const keywords = Object.assign({}, ...candidates.map((candidate) => candidate?.keywords ?? {}).reverse()) as object;
  const problems = candidates.flatMap((candidate) => candidate?.problems ?? []);
  return {
    ...(description === undefined ? {} : { description }),
    ...(problems.length === 0 ? {} : { problems }),
    ...(Object.keys(keywords).length === 0 ? {} : { keywords: { ...keywords } }),
  };
};
