import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type ts from 'typescript';
import { ROOT } from './support/markdown.ts';
import {
  exportsOf,
  hasComment,
  hasExample,
  isCallable,
  membersOf,
  type PublicDeclaration,
} from './support/public-api.ts';

/** How many may be missing until every area is written. */
const MISSING = { comments: 0, examples: 0 };

const indexes = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|\/)index\.ts$/.test(path))
  .map((path) => join(ROOT, 'lib', path));
const exported = [...new Map(indexes.flatMap(exportsOf).map((found) => [found.node, found])).values()];

const placeOf = (source: ts.SourceFile, node: ts.Node): string => {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return `${relative(ROOT, source.fileName)}:${line + 1}`;
};

/** The declaration, when it has no comment, and those of its members that have none. */
const undocumented = (found: PublicDeclaration): readonly string[] => [
  ...(hasComment(found.node) ? [] : [`${placeOf(found.source, found.node)} ${found.name}`]),
  ...membersOf(found)
    .filter((member) => !hasComment(member))
    .map((member) => `${placeOf(found.source, member)} ${found.name}.${member.name?.getText(found.source) ?? ''}`),
];

const withinLimit = (missing: readonly string[], limit: number): readonly string[] =>
  missing.length > limit ? missing : [];

describe('the public API', () => {
  it('is found, members included', () => {
    const swarm = exported.find(({ name }) => name === 'Swarm') as PublicDeclaration;
    expect(exported.length).toBeGreaterThan(100);
    expect(membersOf(swarm).map((member) => member.name?.getText(swarm.source))).toContain('runAll');
  });

  it('has a doc comment at every export and every member', () => {
    expect(withinLimit(exported.flatMap(undocumented), MISSING.comments)).toEqual([]);
  });

  it('has an example at every function and class', () => {
    const without = exported.filter((found) => isCallable(found) && !hasExample(found.node));
    const places = without.map(({ name, node, source }) => `${placeOf(source, node)} ${name}`);
    expect(withinLimit(places, MISSING.examples)).toEqual([]);
  });
});
