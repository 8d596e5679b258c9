import { ts } from 'ts-morph';
import { rememberedByChecker } from './remembered-by-checker.ts';

type Word = string | number | boolean | null;

/** Limit of nodes that are searched. Parts that are not found are sorted by themselves. */
const MAX_NODES = 3000;

/**
 * Sorts parts in source order. The checker orders the members of a union by when it first met them anywhere in the
 * program, so the output for a function would otherwise depend on the other files that are read.
 */
export const inSourceOrder = <T>(
  checker: ts.TypeChecker,
  at: ts.Node | undefined,
  values: readonly T[],
  wordOf: (value: T) => Word,
): readonly T[] => {
  if (values.length < 2) return values;
  const order = at ? wordsIn(checker, at) : [];
  const rank = (value: T): number => {
    const place = order.indexOf(wordOf(value));
    return place < 0 ? order.length : place;
  };
  return [...values].sort((a, b) => rank(a) - rank(b) || compare(wordOf(a), wordOf(b)));
};

const compare = (a: Word, b: Word): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : Number(String(a) > String(b));

/** Lists literals and property names in reading order, through all names that are used. */
const wordsIn = rememberedByChecker((checker, at): readonly Word[] => {
  const words = new Set<Word>();
  const seen = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    if (seen.has(node) || seen.size > MAX_NODES || ts.isBlock(node)) return;
    seen.add(node);
    const word = wordOfNode(checker, node);
    if (word !== undefined) words.add(word);
    for (const declaration of declarationsOf(checker, node)) visit(declaration);
    ts.forEachChild(node, visit);
  };
  visit(at);
  return [...words];
});

const wordOfNode = (checker: ts.TypeChecker, node: ts.Node): Word | undefined => {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isEnumMember(node)) return checker.getConstantValue(node);
  const isNamed = ts.isPropertySignature(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node);
  return isNamed && ts.isIdentifier(node.name) ? node.name.text : undefined;
};

/** Resolves a name in a type to its declarations. */
const declarationsOf = (checker: ts.TypeChecker, node: ts.Node): readonly ts.Declaration[] => {
  const name = ts.isTypeReferenceNode(node)
    ? node.typeName
    : ts.isTypeQueryNode(node)
      ? node.exprName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
  const symbol = name && checker.getSymbolAtLocation(name);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target?.declarations ?? []).filter(
    (declaration) => !/\/lib\.[\w.]+\.d\.ts$/.test(declaration.getSourceFile().fileName),
  );
};

/**
 * Sorts other types by their origin, those of the language before those of the project. The project's folder has no
 * influence.
 */
export const byDeclaration = (checker: ts.TypeChecker, types: readonly ts.Type[]): readonly ts.Type[] => {
  const keyed = types.map((type) => {
    const declaration = (type.aliasSymbol ?? type.getSymbol())?.declarations?.[0];
    // Shortens the path of a library to one that sorts before all others.
    const file = (declaration?.getSourceFile().fileName ?? '').replace(/^.*\/(?=lib\.[\w.]+\.d\.ts$)/, ' ');
    return { type, file, position: declaration?.pos ?? -1, name: lazily(() => nameOf(checker, type)) };
  });
  return keyed
    .sort((a, b) => compare(a.file, b.file) || a.position - b.position || compare(a.name(), b.name()))
    .map(({ type }) => type);
};

/** Printing a type is slow. Literals and types without parts need no printing. */
const nameOf = (checker: ts.TypeChecker, type: ts.Type): string => {
  if (type.isStringLiteral()) return `"${type.value}"`;
  if (type.isNumberLiteral()) return String(type.value);
  return (type as Intrinsic).intrinsicName ?? checker.typeToString(type);
};

/** A type such as `string` or `null`. */
type Intrinsic = ts.Type & { readonly intrinsicName?: string };

const lazily = (make: () => string): (() => string) => {
  let made: string | undefined;
  return () => (made ??= make());
};
