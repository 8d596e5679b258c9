import { defer, mergeMap, type Observable } from 'rxjs';
import type { Decisions } from '../agent/decision.ts';
import { usageError } from '../agent/errors.ts';
import { type AnyFunction, boundSchema } from '../agent/function-schema.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response, RunEvent, StateEvent } from '../agent/response.ts';

/** Functions of a page, by the names that models call them. */
export type PageFunctions = ReadonlyMap<string, AnyFunction>;

/** A request that goes on with the results of the page. */
export interface PageResults<S> {
  readonly messages: readonly [];
  readonly state: S;
  readonly decisions: Decisions;
}

/** An event of a run, or a state that a run can go on from. */
export type AnsweringEvent<S> = Exclude<RunEvent<RemoteAgent>, StateEvent> | { readonly state: S };

/** A side that answers requests `Q`, such as a server. */
export interface Answering<S, Q> {
  readonly run: (request: Q | PageResults<S>) => Observable<AnsweringEvent<S>>;
  /** Returns the state that the next request goes on from; `undefined` if none can. */
  readonly stateAfter: (request: Q | PageResults<S>, response: Response<RemoteAgent>) => S | undefined;
}

/**
 * Returns a `run` that executes the calls that wait for the client: see `pageRounds`, which is loaded when a run begins, because
 * most pages have no functions.
 *
 * @throws SwarmError `usage` for functions that a model could not call or not tell apart.
 */
export const withPageFunctions = <S, Q>(
  answering: Answering<S, Q>,
  functions: readonly AnyFunction[],
): ((request: Q) => Observable<AnsweringEvent<S>>) => {
  const known = byName(functions);
  return (request) =>
    defer(() => import('./page-rounds.ts')).pipe(mergeMap(({ pageRounds }) => pageRounds(answering, known)(request)));
};

const byName = (functions: readonly AnyFunction[]): PageFunctions => {
  const known = new Map<string, AnyFunction>();
  for (const fn of functions) {
    const { name } = boundSchema(fn) ?? fn;
    if (known.has(name)) throw usageError(`The page has two functions named "${name}": rename one.`);
    if (fn.length > 0 && !boundSchema(fn))
      throw usageError(`Function "${name}" has no schema: bind it with withSchema().`);
    known.set(name, fn);
  }
  return known;
};
