import { ts } from 'ts-morph';
import { placeOf } from '../parse/place.ts';
import type { Reading } from '../parse/types.ts';
import { heldFunctions } from './held-functions.ts';
import type { AgentModel } from './model.ts';

/** Finds each `new Agent({ … })` in the sources of a program, outside of packages. */
export const agentsOf = (reading: Reading): readonly AgentModel[] =>
  localSources(reading.program).flatMap((source) => instances(source).map((node) => agentOf(reading, node)));

/** Returns the sources of a program outside of packages. */
export const localSources = (program: ts.Program): readonly ts.SourceFile[] => {
  const own = ownFolder(program);
  return program
    .getSourceFiles()
    .filter(
      ({ isDeclarationFile, fileName, text }) =>
        !isDeclarationFile && !/\/node_modules\//.test(fileName) && !fileName.startsWith(own) && /\bAgent\b/.test(text),
    );
};

/** Skips the agents of rxswarm's own sources when these are part of the program, as in this repository. */
const ownFolder = (program: ts.Program): string =>
  program
    .getSourceFiles()
    .find(({ fileName, text }) => fileName.endsWith('/lib/agent/agent.ts') && text.includes("'rxswarm.agent'"))
    ?.fileName.slice(0, -'agent/agent.ts'.length) ?? '\0';

const instances = (source: ts.SourceFile): readonly ts.NewExpression[] => {
  const found: ts.NewExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && /(^|\.)Agent$/.test(node.expression.getText())) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const agentOf = (reading: Reading, node: ts.NewExpression): AgentModel => {
  const variable = ts.isVariableDeclaration(node.parent) ? node.parent : undefined;
  const options = node.arguments?.[0];
  const name = options && propertyOf(options, 'name');
  const functions = options && propertyOf(options, 'functions');
  return {
    name: name && ts.isStringLiteralLike(name) ? name.text : (variable?.name.getText() ?? 'Agent'),
    node,
    symbol: variable && reading.checker.getSymbolAtLocation(variable.name),
    functions: functions ? heldFunctions(reading, functions) : [],
    place: placeOf(variable?.name ?? node),
  };
};

/** Returns the value of a property in an object literal, or `undefined`. */
export const propertyOf = (node: ts.Expression, name: string): ts.Expression | undefined => {
  const members = ts.isObjectLiteralExpression(node) ? node.properties : [];
  const member = members.find((candidate) => candidate.name?.getText() === name);
  if (member && ts.isPropertyAssignment(member)) return member.initializer;
  return member && ts.isShorthandPropertyAssignment(member) ? member.name : undefined;
};
