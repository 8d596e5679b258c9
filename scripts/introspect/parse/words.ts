import { ts } from 'ts-morph';
import type { Words } from '../model.ts';
import { constantOf } from './constant.ts';

type Comment = ts.JSDoc['comment'];

const LINK = /\{@link(?:code|plain)?\s+([^}|\s]+)(?:\s*\|\s*|\s+)?([^}]*)\}/g;

/** Returns the text of a comment, with uniform line ends, links as text, and without the dash of `@param x - text`. */
export const textOf = (comment: Comment): string =>
  (ts.getTextOfJSDocComment(comment) ?? '')
    .replace(/\r\n?/g, '\n')
    .replace(LINK, (_, target: string, text: string) => (text.trim() === '' ? target : text.trim()))
    .replace(/^\s*-\s+/, '')
    .trim();

const NUMBERS = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems'],
];

/** Turns a tag into a JSON Schema keyword. Returns `undefined` for other tags, and for values that are not valid. */
const keywordOf = (name: string, text: string): readonly [string, unknown] | undefined => {
  if (NUMBERS.includes(name)) return Number.isFinite(Number(text)) && text !== '' ? [name, Number(text)] : undefined;
  if (name === 'pattern' && isPattern(text)) return ['pattern', text];
  if (name === 'format' && text !== '') return ['format', text];
  if (name === 'default') return ['default', valueOf(text)];
  if (name === 'deprecated') return ['deprecated', true];
  return undefined;
};

const isPattern = (text: string): boolean => {
  try {
    return text !== '' && new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};

/** Reads `10`, `'a'` or `{ a: 1 }`, or returns the text as it is. */
const valueOf = (text: string): unknown => {
  const source = ts.createSourceFile('value.ts', `(${text})`, ts.ScriptTarget.Latest);
  const [statement] = source.statements;
  const value = statement && ts.isExpressionStatement(statement) ? constantOf(statement.expression) : undefined;
  return source.statements.length === 1 && value ? value.value : text.replace(/^`|`$/g, '');
};

/** Tags that become JSON Schema keywords. */
export const TAGS: readonly string[] = [...NUMBERS, 'pattern', 'format', 'default', 'deprecated', 'example'];

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
  return {
    ...(description === '' ? {} : { description }),
    ...(Object.keys(keywords).length === 0 ? {} : { keywords }),
  };
};

/** Finds the JSDoc blocks before a node. */
export const blocksOf = (node: ts.Node): readonly ts.JSDoc[] => {
  const blocks = ts.getJSDocCommentsAndTags(node).filter((part) => ts.isJSDoc(part));
  return blocks.length > 0 ? blocks : blocksOnTheLine(node);
};

/**
 * The compiler drops a comment that follows another member on its line. It is read here, because readers of the source
 * see it.
 */
const blocksOnTheLine = (node: ts.Node): readonly ts.JSDoc[] => {
  const before = node.getSourceFile().text.slice(node.pos, node.getStart());
  const comment = before.includes('/**') ? /\/\*\*[\s\S]*?\*\/\s*$/.exec(before)?.[0] : undefined;
  if (comment === undefined) return [];
  const [statement] = ts.createSourceFile('comment.ts', `${comment}\nlet it;`, ts.ScriptTarget.Latest, true).statements;
  return statement ? ts.getJSDocCommentsAndTags(statement).filter((part) => ts.isJSDoc(part)) : [];
};

/** Returns the words before a declaration. */
export const wordsBefore = (node: ts.Node): Words => {
  const blocks = blocksOf(node);
  return wordsOf(
    blocks.map((block) => textOf(block.comment)),
    blocks.flatMap((block) => block.tags ?? []),
  );
};

/** Takes the first value of each keyword. */
export const firstWords = (...words: readonly (Words | undefined)[]): Words => {
  const description = words.find((candidate) => candidate?.description !== undefined)?.description;
  const keywords = Object.assign({}, ...words.map((candidate) => candidate?.keywords ?? {}).reverse()) as object;
  return {
    ...(description === undefined ? {} : { description }),
    ...(Object.keys(keywords).length === 0 ? {} : { keywords: { ...keywords } }),
  };
};
