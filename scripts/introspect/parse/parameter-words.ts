import { ts } from 'ts-morph';
import type { Words } from '../model.ts';
import { blocksOf, firstWords, taggedWords, TAGS, textOf, wordsOf } from './words.ts';

/** Words of the `@param` tags, by path: `id`, `options.limit`, `items[].name`. */
export interface ParameterWords {
  /** Returns the words for a path. */
  readonly of: (path: string) => Words;
  /** The name under which a destructured parameter is documented. */
  readonly nameAt: (index: number) => string | undefined;
  /** True if tags describe parts of parameters, such as `options.limit`. */
  readonly hasNested: boolean;
}

interface Said {
  readonly path: string;
  readonly text: string;
}

/** Reads the `@param` tags of a function. */
export const parameterWords = (nodes: readonly ts.Node[]): ParameterWords => {
  const said = nodes.flatMap(blocksOf).flatMap((block) => (block.tags ?? []).flatMap(pathsOf));
  const byPath = new Map<string, Words>();
  for (const { path, text } of said) byPath.set(path, firstWords(byPath.get(path), wordsOf([text], [])));
  for (const { path, words } of nodes.flatMap(blocksOf).flatMap((block) => (block.tags ?? []).flatMap(tagsOf)))
    byPath.set(path, firstWords(byPath.get(path), words));
  const roots = [...new Set(said.map(({ path }) => path.replace(/[.[].*$/, '')))];
  return {
    of: (path) => byPath.get(path) ?? {},
    nameAt: (index) => roots[index],
    hasNested: said.some(({ path }) => /[.[]/.test(path)),
  };
};

/** `@minimum amount 1`: a tag in the function's comment names its parameter. */
const tagsOf = (tag: ts.JSDocTag): readonly { readonly path: string; readonly words: Words }[] => {
  const name = tag.tagName.text;
  const [, path, text] = /^([\p{ID_Start}_$][\w$.[\]]*)(?:\s+([\s\S]*))?$/u.exec(textOf(tag.comment)) ?? [];
  return TAGS.includes(name) && path !== undefined ? [{ path, words: taggedWords(name, text ?? '') }] : [];
};

const pathsOf = (tag: ts.JSDocTag): readonly Said[] => {
  if (!ts.isJSDocParameterTag(tag) && !ts.isJSDocPropertyTag(tag)) return [];
  const text = textOf(tag.comment);
  // The compiler parses `@param items[].name` as the name `items`, and puts the rest at the beginning of the comment.
  const [, rest = '', comment = text] = /^(\[\](?:\.[\w$.[\]]+)?)\s*(?:-\s+)?([\s\S]*)$/.exec(text) ?? [];
  const path = tag.name.getText() + rest;
  const inner = tag.typeExpression?.type;
  const nested = inner && ts.isJSDocTypeLiteral(inner) ? (inner.jsDocPropertyTags ?? []).flatMap(pathsOf) : [];
  return [{ path, text: comment }, ...nested];
};
