import { type AnyFunction, type BoundSchema, NO_PARAMETERS, SCHEMA } from '../../agent/function-schema.ts';
import type { JsonSchema } from '../../messages/types.ts';
import type { Caller } from '../http/options.ts';

/** A tool that a client offers, and executes itself. */
export interface ClientTool {
  /** The name by which the model calls it. */
  readonly name: string;
  /** Tells the model what the tool does. Default: nothing is said. */
  readonly description?: string;
  /** JSON Schema of its arguments, as the client wrote it. Default: no parameters. */
  readonly parameters?: JsonSchema;
  /** True if the client asks for strict mode. Default: false. */
  readonly strict?: boolean;
}

/**
 * Tools of clients that agents are offered: all, those with one of the names, or those for which the predicate returns `true`. Any
 * other value is a no, and so is an error.
 */
export type ClientTools = true | readonly string[] | ((tool: ClientTool, caller: Caller) => boolean);

/** Tells whether agents are offered a tool. */
export const isOffered = (tool: ClientTool, clientTools: ClientTools | undefined, caller: Caller): boolean => {
  if (typeof clientTools !== 'function') return clientTools === true || clientTools?.includes(tool.name) === true;
  try {
    const answer: unknown = clientTools(tool, caller);
    return answer === true;
  } catch {
    return false;
  }
};

/**
 * Makes a function of a tool. Calls of it wait for the client. The model is sent the schema as the client wrote it, and arguments are
 * not checked here, because a pattern of a stranger could take for ever.
 */
export const clientToolFunction = ({
  name,
  description,
  parameters = NO_PARAMETERS,
  strict = false,
}: ClientTool): AnyFunction => {
  const schema: BoundSchema = {
    name,
    ...(description !== undefined && { description }),
    parameters,
    strict,
    client: true,
    check: (input) => ({ value: input as Readonly<Record<string, unknown>> }),
    answerProblem: () => undefined,
    spread: () => [],
  };
  return Object.defineProperty(() => undefined, SCHEMA, { value: schema });
};
