import { ts } from 'ts-morph';
import type { Diagnostic, Place } from '../model.ts';
import type { Reading } from '../parse/types.ts';
import type { AgentModel, Graph, HeldFunction } from './model.ts';

const say = (
  { file, line, column }: Place,
  subject: string,
  severity: Diagnostic['severity'],
  message: string,
): Diagnostic => ({
  ...{ file, line, column, subject, severity, message },
});

/** Finds errors: agents that fail when they run. */
export const agentErrors = (reading: Reading, { agents }: Pick<Graph, 'agents'>): readonly Diagnostic[] =>
  agents.flatMap((agent) => [
    ...twoOfOneName(agent),
    ...agent.functions.flatMap((held) => [...unbound(agent, held), ...wrongContext(reading, agent, held)]),
  ]);

const twoOfOneName = (agent: AgentModel): readonly Diagnostic[] =>
  agent.functions
    .filter(({ name }, index) => agent.functions.findIndex((other) => other.name === name) < index)
    .map(({ name, place }) =>
      say(place, agent.name, 'error', `has two functions called "${name}"; a model could not tell them apart`),
    );

const signatureOf = ({ declaration }: HeldFunction): ts.SignatureDeclaration | undefined =>
  declaration && ts.isFunctionLike(declaration) ? declaration : undefined;

const unbound = (agent: AgentModel, held: HeldFunction): readonly Diagnostic[] => {
  const declaration = signatureOf(held);
  if (held.isBound || declaration === undefined || declaration.parameters.length === 0) return [];
  const remedy = isExported(declaration)
    ? 'import it from the module that "rxswarm introspect" writes next to it'
    : 'export it from a module that "rxswarm introspect" reads';
  return [say(held.place, agent.name, 'error', `"${held.name}" has parameters and no schema; ${remedy}`)];
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

/** The run passes the agent's context variables, so their type must fit the function's parameter. */
const wrongContext = ({ checker }: Reading, agent: AgentModel, held: HeldFunction): readonly Diagnostic[] => {
  const parameter = signatureOf(held)?.parameters.find(({ name }) => name.getText() === 'contextVariables');
  const [context] = checker.getTypeArguments(checker.getTypeAtLocation(agent.node) as ts.TypeReference);
  if (parameter === undefined || context === undefined || isAnything(checker, context)) return [];
  const wanted = checker.getTypeAtLocation(parameter);
  if (checker.isTypeAssignableTo(context, wanted)) return [];
  const text = (type: ts.Type): string => checker.typeToString(type, undefined, ts.TypeFormatFlags.InTypeAlias);
  const message = `"${held.name}" takes the context variables ${text(wanted)}, and the agent's are ${text(context)}`;
  return [say(held.place, agent.name, 'error', message)];
};

const UNKNOWN = ts.TypeFlags.Any | ts.TypeFlags.Unknown;

/** The default type says nothing about its content, so it is not compared. */
const isAnything = (checker: ts.TypeChecker, type: ts.Type): boolean =>
  (type.flags & UNKNOWN) !== 0 || checker.getIndexInfosOfType(type).some(({ type: value }) => value.flags & UNKNOWN);

/** Finds warnings: agents that run, but probably not as intended. */
export const graphWarnings = (graph: Graph): readonly Diagnostic[] => {
  const reached = reachable(graph, graph.starts);
  return graph.agents.flatMap((agent) => [
    ...(reached.has(agent.name)
      ? []
      : [say(agent.place, agent.name, 'warning', `no handoffs lead to it from ${graph.starts.join(' or ')}`)]),
    ...noWayBack(graph, agent),
  ]);
};

const noWayBack = (graph: Graph, agent: AgentModel): readonly Diagnostic[] => {
  const back = reachable(graph, [agent.name]);
  const origins = new Set(
    graph.handoffs.filter(({ to, from }) => to === agent.name && !back.has(from)).map(({ from }) => from),
  );
  return [...origins].map((from) => say(agent.place, agent.name, 'warning', `no handoffs lead back to ${from}`));
};

const reachable = ({ handoffs }: Graph, starts: readonly string[]): ReadonlySet<string> => {
  const reached = new Set(starts);
  // Sets may grow during iteration; added items are visited as well.
  for (const name of reached) for (const { from, to } of handoffs) if (from === name) reached.add(to);
  return reached;
};
