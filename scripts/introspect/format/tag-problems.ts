import type { Definition, Shape, Words } from '../model.ts';
import { uselessKeywords } from './keywords.ts';
import { propertySchema } from './schema.ts';

/** A parameter or a property, with its comment. */
export interface Worded {
  /** Path of the part: `order.items[].amount`. */
  readonly path: string;
  /** Type of the part. */
  readonly shape: Shape;
  /** Comment and tags of the part. */
  readonly words: Words;
}

/** Lists the tags that cannot be used, on a part and on all parts within it: `"order.id": @minimum does not apply …`. */
export const tagProblems = (part: Worded, seen: ReadonlySet<Definition> = new Set()): readonly string[] => {
  const { path, shape, words } = part;
  const problems = [...(words.problems ?? []), ...useless(part)];
  return [
    ...problems.map((problem) => `"${path}": ${problem}`),
    ...innerParts(part).flatMap((inner) => tagProblems(inner, seen)),
    ...(shape.kind === 'reference' && !seen.has(shape.definition)
      ? tagProblems({ path, shape: shape.definition.shape, words: {} }, new Set([...seen, shape.definition]))
      : []),
  ];
};

const useless = ({ shape, words: { keywords = {} } }: Worded): readonly string[] =>
  Object.keys(keywords).length === 0
    ? []
    : uselessKeywords(propertySchema({ shape, words: {} }, new Map()), keywords).map(
        (keyword) => `@${keyword} does not apply to its type`,
      );

const innerParts = ({ path, shape }: Worded): readonly Worded[] => {
  const at = (step: string, inner: Shape): Worded => ({ path: `${path}${step}`, shape: inner, words: {} });
  switch (shape.kind) {
    case 'array':
    case 'set':
      return [at('[]', shape.items)];
    case 'map':
      return [at('[]', shape.value)];
    case 'tuple':
      return shape.places.map((place, index) => at(`[${String(index)}]`, place));
    case 'union':
      return shape.members.map((member) => at('', member));
    case 'object':
      return [
        ...shape.properties.map(({ name, shape: inner, words }) => ({ path: `${path}.${name}`, shape: inner, words })),
        ...(shape.others ? [at('[]', shape.others)] : []),
        ...(shape.patterns ?? []).map(({ shape: inner }) => at('[]', inner)),
      ];
    default:
      return [];
  }
};
