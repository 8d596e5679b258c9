import { catchError, combineLatest, defer, isObservable, map, type Observable, of, throwIfEmpty } from 'rxjs';
import { show } from '../util/stringify.ts';
import type { Latest } from '../util/listening.ts';
import type { Agent, AgentFunction } from './agent.ts';
import type { ContextVariables } from './context.ts';
import { messageOf, SwarmError, threw, usageError } from './errors.ts';
import type { AnyFunction } from './function-schema.ts';
import type { PreparedAgent } from './prepare.ts';

/**
 * Prepares an agent whose functions come and go: they are looked up at the start of each turn. The same functions give the same
 * prepared agent, so that wires keep what they wrote of its tools.
 *
 * @param fixed The agent with the functions that stay.
 * @param prepareWith Prepares the agent with these functions. Throws a usage error for one that it cannot have.
 */
export const withLookUp = (
  agent: Agent,
  fixed: PreparedAgent,
  prepareWith: (functions: readonly AnyFunction[]) => PreparedAgent,
  latest: Latest,
): PreparedAgent => {
  let list: readonly AnyFunction[] | undefined;
  let prepared = fixed;
  const lookUp = (contextVariables: ContextVariables): Observable<PreparedAgent> =>
    defer(() => functionsNow(agent, contextVariables, latest)).pipe(
      map((functions) => {
        if (list === undefined || isOther(functions, list)) {
          prepared = { ...prepareWith(functions), lookUp };
          list = functions;
        }
        return prepared;
      }),
    );
  return { ...fixed, lookUp };
};

const isOther = (functions: readonly AnyFunction[], known: readonly AnyFunction[]): boolean =>
  functions.length !== known.length || functions.some((each, place) => each !== known[place]);

const functionsNow = (
  agent: Agent,
  contextVariables: ContextVariables,
  latest: Latest,
): Observable<readonly AnyFunction[]> => {
  const entries = entriesOf(agent, contextVariables);
  if (entries.length === 0) return of([]);
  return combineLatest(entries.map((entry) => (isObservable(entry) ? heard(entry, agent, latest) : of([entry])))).pipe(
    map((lists) => lists.flat()),
  );
};

/** @throws SwarmError `function` when the function of the context variables throws, `usage` when it returns no list. */
const entriesOf = (
  { name, dynamicFunctions: functions = [] }: Agent,
  contextVariables: ContextVariables,
): readonly AgentFunction[] => {
  if (typeof functions !== 'function') return functions;
  let entries: unknown;
  try {
    entries = functions(contextVariables);
  } catch (error) {
    throw threw(`The functions of agent "${name}"`, error);
  }
  if (!Array.isArray(entries))
    throw usageError(`The functions of agent "${name}" returned ${show(entries)}: return an array.`);
  return entries as readonly AgentFunction[];
};

const heard = (
  source: Observable<readonly AnyFunction[]>,
  { name }: Agent,
  latest: Latest,
): Observable<readonly AnyFunction[]> =>
  latest(source).pipe(
    catchError((cause: unknown) => {
      throw cause instanceof SwarmError
        ? cause
        : usageError(`An Observable of functions of agent "${name}" errored: ${messageOf(cause)}`, { cause });
    }),
    throwIfEmpty(() => usageError(`An Observable of functions of agent "${name}" completed without any.`)),
    map((functions: unknown) => {
      if (Array.isArray(functions)) return functions as readonly AnyFunction[];
      throw usageError(`An Observable of functions of agent "${name}" emitted ${show(functions)}: emit an array.`);
    }),
  );
