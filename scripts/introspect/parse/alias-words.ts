import { ts } from 'ts-morph';
import type { Words } from '../model.ts';
import { rememberedByChecker } from './remembered-by-checker.ts';
import { RULES } from './tags.ts';
import { firstWords, wordsBefore } from './words.ts';

/**
 * Returns the rules in the comment of a type alias, for a parameter or a property that has the alias as its type:
 * `/** @minLength 3 *\/ type Name = string`. The checker knows no alias of a plain type, so that the syntax is read.
 * Rules that stand anywhere else in the type, as in `Name[]`, are problems, because they are not applied.
 */
export const aliasWords = (checker: ts.TypeChecker, type: ts.TypeNode | undefined): Words =>
  type === undefined || isKeyword(type) ? {} : wordsOfType(checker, type);

/** `string` and its kind name no alias. */
const isKeyword = ({ kind }: ts.TypeNode): boolean =>
  kind >= ts.SyntaxKind.FirstKeyword && kind <= ts.SyntaxKind.LastKeyword;

const wordsOfType = rememberedByChecker((checker, type: ts.TypeNode): Words => wordsThrough(checker, type, new Set()));

const wordsThrough = (checker: ts.TypeChecker, type: ts.TypeNode, seen: ReadonlySet<ts.Node>): Words => {
  if (seen.has(type)) return {};
  const own = aliasOf(checker, type);
  const problems = lostRules(checker, type, own);
  const words = own ? [rulesOf(own), wordsThrough(checker, own.type, new Set([...seen, type]))] : [];
  return firstWords(...words, problems.length === 0 ? {} : { problems });
};

/** The alias that is the whole type, also next to `null` and `undefined`. */
const aliasOf = (checker: ts.TypeChecker, type: ts.TypeNode): ts.TypeAliasDeclaration | undefined => {
  if (ts.isParenthesizedTypeNode(type)) return aliasOf(checker, type.type);
  if (ts.isUnionTypeNode(type)) {
    const [only, ...others] = type.types.filter((member) => !isAbsence(member));
    return only && others.length === 0 ? aliasOf(checker, only) : undefined;
  }
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const symbol = checker.getSymbolAtLocation(type.typeName);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return target?.declarations?.find((node) => ts.isTypeAliasDeclaration(node));
};

const isAbsence = (type: ts.TypeNode): boolean =>
  type.kind === ts.SyntaxKind.UndefinedKeyword ||
  (ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword);

/** A description and other tags of an alias are about the type, not about the property. */
const rulesOf = (alias: ts.TypeAliasDeclaration): Words => {
  const { keywords = {}, problems = [] } = wordsBefore(alias);
  const rules = Object.entries(keywords).filter(([keyword]) => RULES.includes(keyword));
  return { keywords: Object.fromEntries(rules), problems };
};

/** Members of an object type are properties, which are read by themselves. */
const lostRules = (
  checker: ts.TypeChecker,
  type: ts.Node,
  applied: ts.TypeAliasDeclaration | undefined,
): readonly string[] => {
  const alias = ts.isTypeReferenceNode(type) ? aliasOf(checker, type) : undefined;
  const rules = alias && alias !== applied ? Object.keys(rulesOf(alias).keywords ?? {}) : [];
  const lost = rules.map(
    (rule) => `@${rule} of the type ${alias?.name.text ?? ''} is not applied to a part of another`,
  );
  const parts: string[] = [];
  if (!ts.isTypeLiteralNode(type) && !ts.isFunctionTypeNode(type))
    ts.forEachChild(type, (part) => void parts.push(...lostRules(checker, part, applied)));
  return [...lost, ...parts];
};
