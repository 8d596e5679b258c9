import type { Diagnostic, FunctionModel, ParameterRole } from '../model.ts';
import { say } from './problems.ts';

/** Values of a run that a page does not have, by the role of their parameter. */
const ELSEWHERE: Partial<Readonly<Record<ParameterRole, string>>> = {
  context: 'the context variables',
  call: 'the context of the call',
};

/** Refuses a function tagged `@client` that a page cannot execute, or whose file each side would have to load. */
export const clientErrors = (fn: FunctionModel, others: readonly FunctionModel[]): readonly Diagnostic[] => {
  if (!fn.client) return [];
  const error = (message: string): Diagnostic => say(fn, fn.place, 'error', `is tagged @client, ${message}`);
  const server = others.find(({ client }) => !client);
  return [
    ...(server
      ? [error(`and ${server.path.join('.')} is not: move one of them, or each side loads the code of both`)]
      : []),
    ...(fn.receiver === 'instance' ? [error('and a page has no instance of its class; export a function')] : []),
    ...fn.parameters.flatMap(({ role, name }) =>
      ELSEWHERE[role] ? [error(`and a page does not have ${ELSEWHERE[role]}; leave out the parameter "${name}"`)] : [],
    ),
  ];
};
