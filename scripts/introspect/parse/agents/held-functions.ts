import { dirname, join } from 'node:path';
import { ts } from 'ts-morph';
import type { HeldFunction } from '../../graph/model.ts';
import { placeOf } from '../place.ts';
import type { Reading } from '../types.ts';
import { type Bindings, valueOf } from './factories.ts';
import { behind, initializerOf, symbolOf } from './symbols.ts';

/** A function in the list of an agent, as syntax. */
export interface FoundFunction {
  readonly model: HeldFunction;
  /** The function's declaration, when it can be found. */
  readonly declaration: ts.Node | undefined;
  /** True if the page executes it, without context variables. */
  readonly isClient: boolean;
}

/** Finds the functions that an agent's list names, through the modules that bind them. */
export const heldFunctions = (reading: Reading, elements: readonly ts.Expression[]): readonly FoundFunction[] =>
  elements.map((element) => heldFunction(reading, element));

/** Returns the value of a property in an object literal, also through spreads, or `undefined`. */
export const propertyOf = (node: ts.Expression, name: string, bindings: Bindings): ts.Expression | undefined => {
  const value = valueOf(node, bindings);
  const members = ts.isObjectLiteralExpression(value) ? [...value.properties].reverse() : [];
  for (const member of members) {
    const found = ts.isSpreadAssignment(member)
      ? propertyOf(member.expression, name, bindings)
      : ts.isPropertyAssignment(member) && member.name.getText() === name
        ? member.initializer
        : ts.isShorthandPropertyAssignment(member) && member.name.text === name
          ? member.name
          : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
};

const heldFunction = (reading: Reading, element: ts.Expression): FoundFunction => {
  const { node, isBound, name, isClient = false } = unwrapped(reading, element, false);
  const missing = unwritten(reading, node);
  const symbol = missing ?? symbolOf(reading, ts.isPropertyAccessExpression(node) ? node.name : node);
  const isMade = ts.isArrowFunction(node) || ts.isFunctionExpression(node);
  const declaration = isMade
    ? node
    : missing
      ? (initializerOf(missing) ?? missing.valueDeclaration)
      : isClient
        ? implementationOf(reading, element)
        : behind(reading, node);
  const file = declaration?.getSourceFile().fileName;
  return {
    declaration,
    isClient,
    model: {
      name: name ?? (symbol === undefined || symbol.name === 'unknown' ? nameOf(node) : symbol.name),
      isBound: isBound || missing !== undefined,
      hasParameters: declaration !== undefined && ts.isFunctionLike(declaration) && declaration.parameters.length > 0,
      isExported: declaration !== undefined && isExported(declaration),
      place: placeOf(element),
      ...(file === undefined ? {} : { file }),
    },
  };
};

const isExported = (node: ts.Node): boolean => {
  const statement = ts.findAncestor(
    node,
    (candidate) => ts.isVariableStatement(candidate) || ts.isFunctionDeclaration(candidate),
  );
  return (
    statement !== undefined &&
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
};

/** Compares the context variables that a function takes with those of its agent. The run passes the agent's. */
export const wrongContext = (
  { checker }: Reading,
  agent: ts.Node,
  declaration: ts.Node | undefined,
): HeldFunction['wrongContext'] => {
  const parameters = declaration && ts.isFunctionLike(declaration) ? declaration.parameters : undefined;
  const parameter = parameters?.find(({ name }) => name.getText() === 'contextVariables');
  const [context] = checker.getTypeArguments(checker.getTypeAtLocation(agent) as ts.TypeReference);
  if (parameter === undefined || context === undefined || isAnything(checker, context)) return undefined;
  const wanted = checker.getTypeAtLocation(parameter);
  if (checker.isTypeAssignableTo(context, wanted)) return undefined;
  const text = (type: ts.Type): string => checker.typeToString(type, undefined, ts.TypeFormatFlags.InTypeAlias);
  return { wanted: text(wanted), given: text(context) };
};

/** Finds a parameter that was meant for the context variables: it has the agent's type, and not the name that makes it one. */
export const strayContext = (
  { checker }: Reading,
  agent: ts.Node,
  declaration: ts.Node | undefined,
): HeldFunction['strayContext'] => {
  const parameters = declaration && ts.isFunctionLike(declaration) ? declaration.parameters : undefined;
  const [context] = checker.getTypeArguments(checker.getTypeAtLocation(agent) as ts.TypeReference);
  if (context === undefined || isAnything(checker, context) || context.getProperties().length === 0) return undefined;
  const stray = parameters?.find(({ name }) => {
    if (name.getText() === 'contextVariables') return false;
    const type = checker.getTypeAtLocation(name.parent);
    return checker.isTypeAssignableTo(context, type) && checker.isTypeAssignableTo(type, context);
  });
  return stray?.name.getText();
};

const UNKNOWN = ts.TypeFlags.Any | ts.TypeFlags.Unknown;

/** The default type says nothing about its content, so it is not compared. */
const isAnything = (checker: ts.TypeChecker, type: ts.Type): boolean =>
  (type.flags & UNKNOWN) !== 0 || checker.getIndexInfosOfType(type).some(({ type: value }) => value.flags & UNKNOWN);

/** Returns the name at the place of use. A function that is made there has no name. */
const nameOf = (node: ts.Expression): string =>
  ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : 'anonymous';

interface Unwrapped {
  readonly node: ts.Expression;
  readonly isBound: boolean;
  readonly name?: string | undefined;
  readonly isClient?: boolean;
}

/** Finds the function of the page that the type of its declaration names. */
const implementationOf = ({ checker }: Reading, element: ts.Expression): ts.Node | undefined => {
  const node = checker.getTypeAtLocation(element).getCallSignatures()[0]?.declaration;
  return node && 'body' in node && node.body !== undefined ? node : undefined;
};

/** Resolves `withSchema(fn, …)` and `fn.bind(…)` to `fn`, also through a variable. `clientFunction(…)` has no `fn`. */
const unwrapped = (reading: Reading, node: ts.Expression, isBound: boolean): Unwrapped => {
  if (ts.isCallExpression(node)) {
    const [first, schema] = node.arguments;
    const isSchema = /\bwithSchema$/.test(node.expression.getText());
    if (isSchema && first) return { name: nameIn(schema), ...unwrapped(reading, first, true) };
    if (/\bclientFunction$/.test(node.expression.getText()))
      return { node, isBound: true, isClient: true, name: nameIn(first) };
    const bound = ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'bind';
    return bound ? unwrapped(reading, node.expression.expression, isBound) : { node, isBound };
  }
  const value = initializerOf(symbolOf(reading, ts.isPropertyAccessExpression(node) ? node.name : node));
  return value && ts.isCallExpression(value) ? unwrapped(reading, value, isBound) : { node, isBound };
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
