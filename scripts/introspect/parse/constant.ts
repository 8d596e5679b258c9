import { ts } from 'ts-morph';

/**
 * Returns the constant value of an expression: a literal, or an array or object of literals. Returns `undefined` for
 * all others.
 */
export const constantOf = (
  node: ts.Expression,
  named: (node: ts.Expression) => { readonly value: unknown } | undefined = () => undefined,
): { readonly value: unknown } | undefined => {
  const of = (inner: ts.Expression): { readonly value: unknown } | undefined => constantOf(inner, named);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return of(node.expression);
  if (ts.isStringLiteralLike(node)) return { value: node.text };
  if (ts.isNumericLiteral(node)) return { value: Number(node.text.replaceAll('_', '')) };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { value: true };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { value: false };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { value: null };
  if (ts.isPrefixUnaryExpression(node)) return negated(node, of(node.operand));
  if (ts.isArrayLiteralExpression(node)) return arrayOf(node, of);
  if (ts.isObjectLiteralExpression(node)) return objectOf(node, of);
  return named(node);
};

const negated = (
  node: ts.PrefixUnaryExpression,
  operand: { readonly value: unknown } | undefined,
): { readonly value: unknown } | undefined => {
  if (typeof operand?.value !== 'number') return undefined;
  if (node.operator === ts.SyntaxKind.MinusToken) return { value: -operand.value };
  return node.operator === ts.SyntaxKind.PlusToken ? operand : undefined;
};

type Constant = (node: ts.Expression) => { readonly value: unknown } | undefined;

const arrayOf = (node: ts.ArrayLiteralExpression, of: Constant): { readonly value: unknown } | undefined => {
  const items = node.elements.map((element) => of(element));
  return items.every((item) => item !== undefined) ? { value: items.map((item) => item.value) } : undefined;
};

const objectOf = (node: ts.ObjectLiteralExpression, of: Constant): { readonly value: unknown } | undefined => {
  const entries = node.properties.map((property) => {
    if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) return undefined;
    const value = of(property.initializer);
    return value && ([property.name.text, value.value] as const);
  });
  return entries.every((entry) => entry !== undefined) ? { value: Object.fromEntries(entries) } : undefined;
};
