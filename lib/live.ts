import {
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  isObservable,
  map,
  merge,
  mergeMap,
  of,
  ReplaySubject,
  Subject,
  take,
  takeUntil,
  tap,
  throwIfEmpty,
  type Observable,
} from 'rxjs';
import type { Agent } from './agent.ts';
import { SwarmError } from './errors.ts';
import type { RunOptions } from './types.ts';

/** Something a live input emitted. */
export interface LiveChange {
  readonly agent?: Agent;
  readonly contextVariables?: object;
  readonly modelOverride?: string;
}

/** Gives what has arrived since it was asked last. */
export type TakeChanges = () => readonly LiveChange[];

/**
 * Runs `project` with the first agent while listening to the inputs that are Observables, until it ends. What they emit
 * waits for the next turn to take it.
 */
export const withLiveInputs = <T>(
  { agent, contextVariables, modelOverride }: RunOptions,
  project: (first: Agent, takeChanges: TakeChanges) => Observable<T>,
): Observable<T> => {
  const contextVariables$ = isObservable(contextVariables) ? contextVariables : EMPTY;
  const modelOverride$ = isObservable(modelOverride) ? modelOverride : EMPTY;
  if (!isObservable(agent) && contextVariables$ === EMPTY && modelOverride$ === EMPTY) return project(agent, nothing);
  return defer(() => {
    const changes: LiveChange[] = [];
    const agent$ = new ReplaySubject<Agent>(1);
    const done$ = new Subject<void>();
    // The agent comes last: what the others emit at once is there when the first turn begins.
    const inputs$ = merge(
      contextVariables$.pipe(map((change): LiveChange => ({ contextVariables: change }))),
      modelOverride$.pipe(map((change): LiveChange => ({ modelOverride: change }))),
      (isObservable(agent) ? agent : of(agent)).pipe(
        tap(agent$),
        map((change): LiveChange => ({ agent: change })),
      ),
    ).pipe(
      tap((change) => changes.push(change)),
      ignoreElements(),
      takeUntil(done$),
    );
    const run$ = agent$.pipe(
      take(1),
      throwIfEmpty(() => new SwarmError('usage', 'The Observable given as agent completed without one.')),
      mergeMap((first) => project(first, () => changes.splice(0))),
      finalize(() => done$.next()),
    );
    return merge(run$, inputs$);
  });
};

const nothing: TakeChanges = () => [];
