import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';

/** A declaration that users can import. */
export interface PublicDeclaration {
  readonly name: string;
  readonly node: ts.Declaration;
  readonly source: ts.SourceFile;
}

/** Finds what an `index.ts` exports, at its declarations: re-exports are followed by name, without a type checker. */
export const exportsOf = (index: string): readonly PublicDeclaration[] =>
  parse(index).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) return [];
    const from = moduleOf(statement, index);
    if (from === undefined || !ts.isNamedExports(statement.exportClause)) return [];
    return statement.exportClause.elements.flatMap((element) => {
      const found = declarationOf(from, (element.propertyName ?? element.name).text);
      return found ? [{ ...found, name: element.name.text }] : [];
    });
  });

/** Lists the members of a declaration that a user sees, those of nested type literals included. */
export const membersOf = ({ node }: PublicDeclaration): readonly ts.NamedDeclaration[] => {
  const found: ts.NamedDeclaration[] = [];
  const visit = (child: ts.Node): void => {
    if (isInside(child) || (ts.isVariableDeclaration(node) && child === node.initializer)) return;
    if (isMember(child) && isPublic(child)) found.push(child);
    ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return found.filter((member, at) => !isOverload(member, found[at - 1]));
};

/** Returns whether a declaration has a JSDoc comment with words. */
export const hasComment = (node: ts.Node): boolean =>
  docsOf(node).some((doc) => (ts.getTextOfJSDocComment(doc.comment) ?? '').trim() !== '');

/** Returns whether a JSDoc comment of a declaration has an example. */
export const hasExample = (node: ts.Node): boolean =>
  docsOf(node).some((doc) => doc.tags?.some((tag) => tag.tagName.text === 'example') ?? false);

/** Returns whether a declaration is called or constructed. Such a declaration needs an example. */
export const isCallable = ({ node }: PublicDeclaration): boolean =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  (ts.isVariableDeclaration(node) &&
    node.initializer !== undefined &&
    (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer)));

const parsed = new Map<string, ts.SourceFile>();

const parse = (file: string): ts.SourceFile => {
  const source =
    parsed.get(file) ?? ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
};

/** Returns the file that a statement names, when it belongs to the project. */
const moduleOf = (statement: ts.ExportDeclaration | ts.ImportDeclaration, file: string): string | undefined => {
  const module = statement.moduleSpecifier;
  return module && ts.isStringLiteral(module) && module.text.startsWith('.')
    ? resolve(dirname(file), module.text)
    : undefined;
};

const declarationOf = (file: string, name: string): Omit<PublicDeclaration, 'name'> | undefined => {
  const source = parse(file);
  for (const statement of source.statements) {
    const declared = declaredBy(statement).find((node) => node.name?.getText(source) === name);
    if (declared) return { node: declared, source };
    const passed = passedOnBy(statement, name);
    const from = passed && moduleOf(statement as ts.ExportDeclaration, file);
    if (from) return declarationOf(from, passed);
  }
  return undefined;
};

const declaredBy = (statement: ts.Statement): readonly ts.NamedDeclaration[] => {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations;
  const isDeclaration =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isDeclaration ? [statement] : [];
};

/** Returns the name under which another module declares the binding that a statement imports or exports as `name`. */
const passedOnBy = (statement: ts.Statement, name: string): string | undefined => {
  const bindings = ts.isImportDeclaration(statement)
    ? statement.importClause?.namedBindings
    : ts.isExportDeclaration(statement)
      ? statement.exportClause
      : undefined;
  if (!bindings || !('elements' in bindings)) return undefined;
  const found = [...bindings.elements].find((element) => element.name.text === name);
  return found && (found.propertyName ?? found.name).text;
};

const isMember = (node: ts.Node): node is ts.NamedDeclaration =>
  ts.isPropertySignature(node) ||
  ts.isMethodSignature(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isGetAccessor(node);

const isPublic = (node: ts.NamedDeclaration): boolean =>
  !(node.name && (ts.isPrivateIdentifier(node.name) || ts.isComputedPropertyName(node.name))) &&
  (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) === 0;

/** Parts that hold no member of their own: bodies, bounds and tests of types, and parameters, which their function describes. */
const isInside = (node: ts.Node): boolean =>
  ts.isBlock(node) || ts.isTypeParameterDeclaration(node) || ts.isConditionalTypeNode(node) || ts.isParameter(node);

const isOverload = (member: ts.NamedDeclaration, previous: ts.NamedDeclaration | undefined): boolean =>
  previous !== undefined &&
  previous.parent === member.parent &&
  previous.name?.getText() === member.name?.getText() &&
  ts.isFunctionLike(member);

/** A comment stands at the statement of a variable, not at its declaration. */
const docsOf = (node: ts.Node): readonly ts.JSDoc[] => {
  const holder = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return ts.getJSDocCommentsAndTags(holder).filter(ts.isJSDoc);
};
