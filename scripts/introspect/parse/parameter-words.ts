import { ts } from 'ts-morph';
import type { Words } from '../model.ts';
import { RULES, TAGS, unknownTag } from './tags.ts';
import { firstWords, taggedWords, tagsOf, textOf, wordsOf } from './words.ts';

/** Words of the `@param` tags, by path: `id`, `options.limit`, `items[].name`. */
export interface ParameterWords {
  /** Returns the words for a path. */
  readonly of: (path: string) => Words;
  /** The name under which a destructured parameter is documented. */
  readonly nameAt: (index: number) => string | undefined;
  /** True if tags describe parts of parameters, such as `options.limit`. */
  readonly hasNested: boolean;
  /** Unknown tags, and tags that were never applied, each worded to end a warning. */
  readonly problems: () => readonly string[];
}

interface Said {
  readonly path: string;
  readonly text: string;
}

/** Reads the `@param` tags of a function, and the tags that name a parameter. */
export const parameterWords = (nodes: readonly ts.Node[]): ParameterWords => {
  const tags = [...new Set(nodes.flatMap(tagsOf))];
  const said = tags.flatMap(pathsOf);
  const ruled = tags.flatMap(ruleOf);
  const byPath = new Map<string, Words>();
  for (const { path, text } of said) byPath.set(path, firstWords(byPath.get(path), wordsOf([text], [])));
  for (const { path, words } of ruled) byPath.set(path, firstWords(byPath.get(path), words));
  const roots = [...new Set(said.map(({ path }) => path.replace(/[.[].*$/, '')))];
  const used = new Set<string>();
  return {
    of: (path) => {
      used.add(path);
      return byPath.get(path) ?? {};
    },
    nameAt: (index) => roots[index],
    hasNested: [...said, ...ruled].some(({ path }) => /[.[]/.test(path)),
    problems: () => [
      ...said.filter(({ path }) => !used.has(path)).map(({ path }) => lost('param', path)),
      ...ruled
        .filter(({ name, path }) => RULES.includes(name) && !used.has(path))
        .map(({ name, path }) => lost(name, path)),
      ...tags.flatMap(({ tagName: { text: name }, comment }) => nameless(name, textOf(comment)) ?? []),
    ],
  };
};

const lost = (tag: string, path: string): string =>
  `@${tag} ${path} names no parameter, and no property that can have a comment of its own`;

/** A rule in the comment of a function says its parameter; other tags are known or a mistake. */
const nameless = (name: string, text: string): string | undefined =>
  RULES.includes(name) && !PATH.test(text)
    ? `@${name} says "${text}"; in the comment of a function it names its parameter, as in "@${name} <parameter> <value>"`
    : unknownTag(name);

const PATH = /^([\p{ID_Start}_$][\w$.[\]]*)(?:\s+([\s\S]*))?$/u;

interface Ruled {
  readonly name: string;
  readonly path: string;
  readonly words: Words;
}

/** `@minimum amount 1`: a tag in the function's comment names its parameter. */
const ruleOf = (tag: ts.JSDocTag): readonly Ruled[] => {
  const name = tag.tagName.text;
  const [, path, text] = PATH.exec(textOf(tag.comment)) ?? [];
  return TAGS.includes(name) && path !== undefined ? [{ name, path, words: taggedWords(name, text ?? '') }] : [];
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
