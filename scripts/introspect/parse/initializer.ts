import { ts } from 'ts-morph';

/** Returns whether an expression is `withSchema(…)`. The source binds that schema itself. */
export const isBoundByHand = (node: ts.Node): boolean => {
  const initializer = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) ? node.initializer : undefined;
  return (
    initializer !== undefined &&
    ts.isCallExpression(initializer) &&
    /\bwithSchema$/.test(initializer.expression.getText())
  );
};

const plain = (node: ts.Expression | undefined): ts.Expression | undefined =>
  node && (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    ? plain(node.expression)
    : node;

/** Returns the initialiser of a declaration, without casts and parentheses. */
export const initializerOf = (node: ts.Node): ts.Expression | undefined => {
  if (ts.isExportAssignment(node)) return plain(node.expression);
  return ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)
    ? plain(node.initializer)
    : undefined;
};

/** Returns the object literal behind a declaration, or `undefined`. */
export const objectLiteral = (node: ts.Node): ts.ObjectLiteralExpression | undefined => {
  const initializer = thawed(initializerOf(node));
  return initializer && ts.isObjectLiteralExpression(initializer) ? initializer : undefined;
};

/** `Object.freeze({ … })` is the object that it freezes. */
const thawed = (node: ts.Expression | undefined): ts.Expression | undefined =>
  node && ts.isCallExpression(node) && /^Object\.(freeze|seal)$/.test(node.expression.getText())
    ? plain(node.arguments[0])
    : node;
