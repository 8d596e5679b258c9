import type { Queue } from 'bullmq';
import type { RunEvent } from 'rxswarm';
import { submit, watch, type QueuedRun, type RemoteAgent } from 'rxswarm/bullmq';
import {
  BehaviorSubject,
  concat,
  defaultIfEmpty,
  defer,
  filter,
  finalize,
  forkJoin,
  from,
  ignoreElements,
  map,
  mergeMap,
  of,
  retry,
  take,
  tap,
  timeout,
  timer,
  type Observable,
} from 'rxjs';
import { judged, type Outcome } from './judged.ts';
import type { Plan } from './plan.ts';
import { seenOf, textOf, type Seen } from './seen.ts';

/** The things that all runs share. */
export interface Scene {
  /** The queue of those who submit. Watchers have one of their own. */
  readonly submitters: Queue;
  readonly watchers: Queue;
  /** Called when Redis failed and a watcher asks again. */
  readonly again: () => void;
  /** Makes the sleeping watcher watch a run. */
  readonly neverReads: (id: string) => void;
}

/** Milliseconds from submission to the end of a run. */
const DEADLINE = 60_000;
/** Milliseconds that a run is kept. */
export const TTL = 900_000;
const LARGE = 10_000_000;

const runOf = (plan: Plan): QueuedRun => ({
  id: plan.id,
  agent: { name: plan.fault === 'unknown agent' ? 'Nobody' : 'First' },
  messages: [
    ...(plan.fault.startsWith('10 MB') ? [{ role: 'user' as const, content: 'x'.repeat(LARGE) }] : []),
    { role: 'user', content: JSON.stringify(plan) },
  ],
  contextVariables: { plan, steps: 0 },
});

/** Submits a run and watches it to its end, with its other watchers. Emits once. */
export const oneRun = (plan: Plan, scene: Scene): Observable<Outcome> =>
  defer(() => {
    const { submitters, watchers, again, neverReads } = scene;
    const run = runOf(plan);
    const options = { ttl: TTL, ...(plan.fault === '10 MB of history' && { maxBytes: 2 * LARGE }) };
    const shown$ = new BehaviorSubject(0);
    const counting = tap<RunEvent<RemoteAgent>>(() => shown$.next(shown$.value + 1));

    const submitted$ = submit(submitters, run, options).pipe(counting);
    const watched$ = seenOf(watch(watchers, plan.id).pipe(counting), again);
    const first$ = (): Observable<Seen> => {
      if (plan.fault === 'detached') {
        return concat(seenOf(submitted$.pipe(take(1)), again).pipe(ignoreElements()), watched$);
      }
      if (plan.fault === 'no run at all') return concat(nonsense(submitters, plan.id), watched$);
      return seenOf(submitted$, again);
    };
    /** Subscribes after `plan.late` events, or after the end. */
    const later = <T>(other$: Observable<T>): Observable<T> =>
      shown$.pipe(
        filter((count) => count > plan.late),
        take(1),
        defaultIfEmpty(0),
        mergeMap(() => other$),
      );
    const other = { ...run, messages: [{ role: 'user' as const, content: 'Something else' }] };
    const others: readonly Observable<string>[] = [
      ...Array.from({ length: plan.watchers }, () => later(watched$).pipe(map(textOf))),
      ...(plan.fault === 'submitted twice' ? [seenOf(submitted$, again).pipe(map(textOf))] : []),
    ];
    if (plan.fault === 'watcher never reads') later(of(plan.id)).subscribe({ next: neverReads, error: again });
    const refused$ =
      plan.fault === 'id of another run' ? later(seenOf(submit(submitters, other), again)) : of(undefined);

    return forkJoin({
      seen: defer(first$).pipe(finalize(() => shown$.complete())),
      others: forkJoin(others).pipe(defaultIfEmpty([])),
      refused: refused$,
    }).pipe(
      timeout({ first: DEADLINE, with: () => of({ seen: { events: [] }, others: [], refused: undefined }) }),
      mergeMap(async ({ seen, others: texts, refused }) => {
        const outcome = judged(plan, seen, texts, refused);
        if (outcome.how !== 'nothing') return outcome;
        return { ...outcome, wrong: [...outcome.wrong, `${plan.id}: ${await stateOf(watchers, plan.id)}`] };
      }),
    );
  });

/** Describes the state of a run that has not ended. */
const stateOf = async (queue: Queue, id: string): Promise<string> => {
  const client = await queue.getBackend().client;
  const record = await client.hgetall(queue.toKey(`${id}:run`));
  return `its job is ${await queue.getJobState(id)}, its record ${JSON.stringify(record)}`;
};

/** Adds a job that is not a run. */
const nonsense = (queue: Queue, id: string): Observable<never> =>
  defer(() => from(queue.add('nonsense', { any: 'thing' }, { jobId: id }))).pipe(
    retry({ delay: () => timer(100) }),
    ignoreElements(),
  );
