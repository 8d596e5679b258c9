import type { Shape, Words } from '../model.ts';
import type { ParameterWords } from './parameter-words.ts';
import { firstWords } from './words.ts';

/** Adds the words of `@param options.x` to the properties. They come before the property's own comment. */
export const withWords = (shape: Shape, path: string, words: ParameterWords): Shape => {
  if (!words.hasNested) return shape;
  if (shape.kind === 'array') return { ...shape, items: withWords(shape.items, `${path}[]`, words) };
  if (shape.kind !== 'object') return shape;
  return {
    ...shape,
    properties: shape.properties.map((property) => {
      const inner = `${path}.${property.name}`;
      const said: Words = firstWords(words.of(inner), property.words);
      return { ...property, words: said, shape: withWords(property.shape, inner, words) };
    }),
  };
};
