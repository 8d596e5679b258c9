import { ts } from 'ts-morph';

/** `withSchema(…)` in the source itself: its author has said what there is to say. */
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

export const initializerOf = (node: ts.Node): ts.Expression | undefined => {
  if (ts.isExportAssignment(node)) return plain(node.expression);
  return ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)
    ? plain(node.initializer)
    : undefined;
};

export const objectLiteral = (node: ts.Node): ts.ObjectLiteralExpression | undefined => {
  const initializer = initializerOf(node);
  return initializer && ts.isObjectLiteralExpression(initializer) ? initializer : undefined;
};

/** `new Shop()` of a class that is not the platform's or a package's: an agent, a client and a map are no toolboxes. */
export const isInstance = (node: ts.Node): boolean => {
  const initializer = initializerOf(node);
  return (
    initializer !== undefined &&
    ts.isNewExpression(initializer) &&
    !/\b(Agent|Swarm|Result)$/.test(initializer.expression.getText())
  );
};
