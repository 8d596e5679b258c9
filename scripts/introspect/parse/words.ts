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
    .replaceAll(AT, '@')
    .replace(/^\s*-+\s+/, '')
    .trim();

const NUMBERS = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems'],
];

/** Turns a tag into a JSON Schema keyword. Returns `undefined` for other tags, and for values that are not valid. */
const keywordOf = (name: string, text: string): readonly [string, unknown] | undefined => {
  if (NUMBERS.includes(name)) return numberOf(name, text);
  if (name === 'pattern') return patternOf(text);
  if (name === 'format' && text !== '') return ['format', text];
  if (name === 'default') return ['default', valueOf(text)];
  if (name === 'deprecated') return ['deprecated', true];
  return undefined;
};

/** Reads the number at the beginning; words may follow it. */
const numberOf = (name: string, text: string): readonly [string, number] | undefined => {
  const [number] = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(?=\s|$)/i.exec(text) ?? [];
  return number === undefined ? undefined : [name, Number(number)];
};

/** Reads `^a$`, or `/^a$/` as JavaScript writes it. Flags that change its meaning cannot be sent. */
const patternOf = (text: string): readonly [string, string] | undefined => {
  const [, inner = text, flags = ''] = /^\/(.+)\/([a-z]*)$/.exec(text) ?? [];
  return isPattern(inner) && /^[gu]*$/.test(flags) ? ['pattern', inner] : undefined;
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
  const problems = named.flatMap(([name, text]) => problemOf(name, text));
  return {
    ...(description === '' ? {} : { description }),
    ...(Object.keys(keywords).length === 0 ? {} : { keywords }),
    ...(problems.length === 0 ? {} : { problems }),
  };
};

const problemOf = (name: string, text: string): readonly string[] => {
  if (keywordOf(name, text) !== undefined) return [];
  if (NUMBERS.includes(name)) return [`@${name} says "${text}", which is not a number`];
  return name === 'pattern' ? [`@pattern says "${text}", which JSON Schema does not take as a pattern`] : [];
};

/** Finds the JSDoc blocks before a node. */
export const blocksOf = (node: ts.Node): readonly ts.JSDoc[] => {
  const blocks = ts.getJSDocCommentsAndTags(node).filter((part) => ts.isJSDoc(part));
  return blocks.length > 0 ? blocks.flatMap(withoutFences) : blocksOnTheLine(node);
};

/** Stands for `@` within code, which would begin a tag. */
const AT = '\uE000';

/** Reads a comment with code in it again, because the compiler takes decorators in the code for tags. */
const withoutFences = (block: ts.JSDoc): readonly ts.JSDoc[] => {
  const text = block.getText();
  if (!/```[^]*@[^]*```/.test(text)) return [block];
  return parsedBlocks(text.replace(/```[^]*?(```|$)/g, (code) => code.replaceAll('@', AT)));
};

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
  const problems = words.flatMap((candidate) => candidate?.problems ?? []);
  return {
    ...(description === undefined ? {} : { description }),
    ...(problems.length === 0 ? {} : { problems }),
    ...(Object.keys(keywords).length === 0 ? {} : { keywords: { ...keywords } }),
  };
};
