import {
  catchError,
  defer,
  EMPTY,
  ignoreElements,
  isObservable,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  shareReplay,
  take,
  takeWhile,
  tap,
  throwIfEmpty,
} from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { messageOf, mustBe, SwarmError } from '../agent/errors.ts';
import type { RunEvent } from '../agent/response.ts';
import type { RunOptions, SettledOptions } from '../agent/run-options.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import { isRecord } from '../util/is-record.ts';

/** Something a live input emitted. */
export interface LiveChange {
  readonly agent?: Agent;
  readonly contextVariables?: object;
  readonly modelOverride?: string;
  /** What one of them errored with: told as a change, so that the turn under way is finished and nothing of it lost. */
  readonly failure?: SwarmError;
}

/** Gives what has arrived since it was asked last. */
export type TakeChanges = () => readonly LiveChange[];

/** Runs something with options that are settled. */
type Project = (options: SettledOptions, takeChanges: TakeChanges) => Observable<RunEvent>;

/**
 * Runs `project` with the first agent while listening to the inputs that are Observables, until it ends. What they emit waits for
 * the next turn to take it. The first agent comes back as a change, which changes nothing.
 */
export const withLiveInputs = (options: RunOptions, project: Project): Observable<RunEvent> => {
  const { agent } = options;
  const [contextVariables, contextVariables$] = apart(options.contextVariables);
  const [modelOverride, modelOverride$] = apart(options.modelOverride);
  const settled = (first: Agent): SettledOptions => ({ ...options, agent: first, contextVariables, modelOverride });
  if (!isObservable(agent) && contextVariables$ === EMPTY && modelOverride$ === EMPTY) {
    return project(settled(agent), nothing);
  }
  return defer(() => {
    const changes: LiveChange[] = [];
    const agent$ = changesOf('agent', isObservable(agent) ? agent : of(agent)).pipe(
      shareReplay({ bufferSize: 1, refCount: true }),
    );
    const inputs$ = merge(
      changesOf('contextVariables', contextVariables$),
      changesOf('modelOverride', modelOverride$),
      agent$,
    ).pipe(
      tap((change) => changes.push(change)),
      ignoreElements(),
    );
    const run$ = agent$.pipe(
      take(1),
      throwIfEmpty(() => new SwarmError('usage', 'The Observable given as agent completed without one.')),
      mergeMap(({ agent: first, failure }) => {
        if (failure) throw failure;
        return project(settled(first as Agent), () => changes.splice(0));
      }),
    );
    // The inputs come first: what they emit at once is there when the first turn begins. The response ends them.
    return merge(inputs$, run$).pipe(takeWhile((event) => !('response' in event), true));
  });
};

/** Returns an input as a value, or as the stream that it may be. */
const apart = <T>(input: T | Observable<Partial<T>> | undefined): readonly [T | undefined, Observable<Partial<T>>] =>
  isObservable(input) ? [undefined, input] : [input, EMPTY];

const changesOf = (input: keyof LiveChange, values: Observable<unknown>): Observable<LiveChange> =>
  values.pipe(
    inSubscriberContext(),
    map((value) => validated({ [input]: value })),
    catchError((cause: unknown) => {
      const message = `The Observable given as ${input} errored: ${messageOf(cause)}`;
      return of({ failure: cause instanceof SwarmError ? cause : new SwarmError('usage', message, { cause }) });
    }),
  );

const nothing: TakeChanges = () => [];

/** @throws SwarmError `usage` for a value that a live input must not emit. An agent is looked at when it is prepared. */
const validated = (change: LiveChange): LiveChange => {
  const { contextVariables = {}, modelOverride = '' } = change;
  mustBe(isRecord(contextVariables), 'contextVariables emitted', contextVariables, 'emit an object');
  mustBe(typeof modelOverride === 'string', 'modelOverride emitted', modelOverride, "emit a model's name");
  return change;
};
