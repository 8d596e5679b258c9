import { ts } from 'ts-morph';
import type { Shape } from '../model.ts';
import { constantOf } from './constant.ts';
import type { Reading } from './types.ts';

/**
 * Reads an expression as a constant, also through names: the type of `const LIMIT = 10` and of `Color.Red` is their
 * value.
 */
export const constant = ({ checker }: Reading, node: ts.Expression): { readonly value: unknown } | undefined =>
  constantOf(node, (inner) => {
    if (!ts.isIdentifier(inner) && !ts.isPropertyAccessExpression(inner)) return undefined;
    const type = checker.getTypeAtLocation(inner);
    return type.isStringLiteral() || type.isNumberLiteral() ? { value: type.value } : undefined;
  });

/** Reads the defaults of a destructured parameter, `{ limit = 10 }`: they are defaults of its properties. */
export const withBinding = (reading: Reading, shape: Shape, pattern: ts.ObjectBindingPattern | undefined): Shape => {
  if (pattern === undefined || shape.kind !== 'object') return shape;
  const defaults = new Map(
    pattern.elements.map((element) => [(element.propertyName ?? element.name).getText(), element]),
  );
  return {
    ...shape,
    properties: shape.properties.map((property) => {
      const initializer = defaults.get(property.name)?.initializer;
      if (initializer === undefined) return property;
      const value = constant(reading, initializer);
      const keywords = { ...property.words.keywords, ...(value && { default: value.value }) };
      return { ...property, optional: true, words: { ...property.words, keywords } };
    }),
  };
};
