import { dirname, join } from 'node:path';
import { ts } from 'ts-morph';
import { placeOf } from '../parse/place.ts';
import type { Reading } from '../parse/types.ts';
import type { HeldFunction } from './model.ts';

/** Finds the functions of an agent's list, through variables, spreads and the modules that bind them. */
export const heldFunctions = (reading: Reading, list: ts.Expression): readonly HeldFunction[] => {
  if (ts.isArrayLiteralExpression(list))
    return list.elements.flatMap((element) =>
      ts.isSpreadElement(element) ? heldFunctions(reading, element.expression) : [heldFunction(reading, element)],
    );
  const initializer = initializerOf(symbolOf(reading, list));
  return initializer && !ts.isIdentifier(initializer) ? heldFunctions(reading, initializer) : [];
};

/** Resolves a name to its declaration, through imports. */
export const symbolOf = ({ checker }: Reading, node: ts.Node): ts.Symbol | undefined => {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
};

/** Returns the initialiser of the variable behind a symbol, or `undefined`. */
export const initializerOf = (symbol: ts.Symbol | undefined): ts.Expression | undefined => {
  const node = symbol?.valueDeclaration;
  const isValue = node && (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node));
  const initializer = isValue ? node.initializer : undefined;
  return initializer && (ts.isAsExpression(initializer) || ts.isSatisfiesExpression(initializer))
    ? initializer.expression
    : initializer;
};

const heldFunction = (reading: Reading, element: ts.Expression): HeldFunction => {
  const { node, isBound, name } = unwrapped(reading, element, false);
  const missing = unwritten(reading, node);
  const symbol = missing ?? symbolOf(reading, ts.isPropertyAccessExpression(node) ? node.name : node);
  const isMade = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  return {
    name: name ?? (symbol === undefined || symbol.name === 'unknown' ? nameOf(node) : symbol.name),
    symbol,
    declaration: isMade ? node : (initializerOf(symbol) ?? symbol?.valueDeclaration),
    isBound: isBound || missing !== undefined,
    place: placeOf(element),
  };
};

/** Returns the name at the place of use. A function that is made there has no name. */
const nameOf = (node: ts.Expression): string =>
  ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : 'anonymous';

interface Unwrapped {
  readonly node: ts.Expression;
  readonly isBound: boolean;
  readonly name?: string | undefined;
}

/** Resolves `withSchema(fn, …)` and `fn.bind(…)` to `fn`, also through a variable. */
const unwrapped = (reading: Reading, node: ts.Expression, isBound: boolean): Unwrapped => {
  if (ts.isCallExpression(node)) {
    const [first, schema] = node.arguments;
    const isSchema = /\bwithSchema$/.test(node.expression.getText());
    if (isSchema && first) return { name: nameIn(schema), ...unwrapped(reading, first, true) };
    const bound = ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'bind';
    return bound ? unwrapped(reading, node.expression.expression, isBound) : { node, isBound };
  }
  const behind = initializerOf(symbolOf(reading, ts.isPropertyAccessExpression(node) ? node.name : node));
  return behind && ts.isCallExpression(behind) ? unwrapped(reading, behind, isBound) : { node, isBound };
};

const nameIn = (schema: ts.Expression | undefined): string | undefined => {
  const property =
    schema && ts.isObjectLiteralExpression(schema)
      ? schema.properties.find((member) => member.name?.getText() === 'name')
      : undefined;
  return property && ts.isPropertyAssignment(property) && ts.isStringLiteralLike(property.initializer)
    ? property.initializer.text
    : undefined;
};

/** Resolves a name of a module that is not written yet to the function of that name in its source. */
const unwritten = ({ checker, program }: Reading, node: ts.Expression): ts.Symbol | undefined => {
  const isMember = ts.isPropertyAccessExpression(node);
  const declarations = checker.getSymbolAtLocation(isMember ? node.expression : node)?.declarations ?? [];
  const specifier = declarations.find((found) =>
    isMember ? ts.isNamespaceImport(found) : ts.isImportSpecifier(found),
  );
  const from = specifier && ts.findAncestor(specifier, ts.isImportDeclaration)?.moduleSpecifier;
  if (specifier === undefined || from === undefined || !ts.isStringLiteral(from) || !BINDING.test(from.text))
    return undefined;
  const stem = join(dirname(specifier.getSourceFile().fileName), from.text.replace(BINDING, ''));
  const source = program.getSourceFiles().find(({ fileName }) => fileName.replace(/\.[cm]?[jt]sx?$/, '') === stem);
  const module = source && checker.getSymbolAtLocation(source);
  const name = isMember ? node.name.text : ts.isImportSpecifier(specifier) ? importedName(specifier) : '';
  return module && checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
};

const importedName = ({ propertyName, name }: ts.ImportSpecifier): string => (propertyName ?? name).text;

const BINDING = /\.schemas(\.[cm]?[jt]s)?$/;
