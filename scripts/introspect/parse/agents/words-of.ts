import { ts } from 'ts-morph';
import type { AgentWords, FunctionWords } from '../../graph/model.ts';
import type { Reading } from '../types.ts';
import type { FoundAgent } from './agents.ts';
import { initializerOf, symbolOf } from './symbols.ts';

/** Collects the words of an agent: the texts of its instructions, and what tells its functions apart. */
export const wordsOf = (reading: Reading, { instructions, functions }: FoundAgent): AgentWords => ({
  instructions: instructions ? textsIn(reading, instructions).join('…') : '',
  signatures: functions.flatMap(({ model, declaration }) =>
    declaration && ts.isFunctionLike(declaration)
      ? [{ name: model.name, place: model.place, ...describedBy(reading, declaration) }]
      : [],
  ),
});

/** Collects the texts in an expression, in the functions it names, and in the constants it names. */
const textsIn = (reading: Reading, root: ts.Node): readonly string[] => {
  const found: string[] = [];
  const seen = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node)
    ) {
      found.push(node.text);
    }
    const named = ts.isIdentifier(node) ? symbolOf(reading, node) : undefined;
    const behind = initializerOf(named) ?? named?.valueDeclaration;
    const isLocal = behind && !behind.getSourceFile().isDeclarationFile;
    if (isLocal && (ts.isFunctionLike(behind) || ts.isStringLiteralLike(behind) || ts.isTemplateExpression(behind))) {
      visit(behind);
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
};

const WHOLE: ts.TypeFormatFlags = ts.TypeFormatFlags.NoTruncation;

/** Parameters that a model never sees. */
const HIDDEN = /^(contextVariables|signal|call)$/;

const describedBy = (
  { checker }: Reading,
  declaration: ts.SignatureDeclaration,
): Pick<FunctionWords, 'signature' | 'length'> => {
  const parameters = declaration.parameters
    .filter(({ name }) => !HIDDEN.test(name.getText()))
    .map((parameter) => {
      const isOptional = parameter.questionToken !== undefined || parameter.initializer !== undefined;
      const type = checker.getTypeAtLocation(parameter);
      return `${parameter.name.getText()}${isOptional ? '?' : ''}: ${checker.typeToString(type, undefined, WHOLE)}`;
    });
  const { name, parent } = declaration;
  const named = name ?? (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name : undefined);
  const symbol = named && checker.getSymbolAtLocation(named);
  const description = ts.displayPartsToString(symbol?.getDocumentationComment(checker) ?? []);
  return { signature: `(${parameters.join(', ')}) ${description}`, length: description.length };
};
