import {
  BehaviorSubject,
  combineLatest,
  concat,
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  merge,
  NEVER,
  type Observable,
  type SchedulerLike,
  Subject,
  switchMap,
  take,
  takeUntil,
  timer,
} from 'rxjs';
import type { Frame } from '../http/event-response.ts';
import { frameLog } from './frame-log.ts';

/** The parts of a run that may outlive its client. */
export interface LingeringRunOptions {
  readonly name: string;
  /** The frames of the run: cold, without errors. */
  readonly frames$: Observable<Frame>;
  /** Milliseconds for which the run is kept after its last client has left. */
  readonly timeout: number;
  /** Emits when no client can come back any more, also to those who subscribe later. */
  readonly shutdown$: Observable<unknown>;
  /** Bytes of frames that are kept. */
  readonly bufferBytes: number;
  readonly scheduler?: SchedulerLike | undefined;
  /** Makes the last frame of a run whose turn exceeds the bound while no client reads it. */
  readonly overflow: () => Frame;
}

/** A run that goes on without its client. */
export interface LingeringRun {
  /** Starts the run. Emits its texts to the first client. */
  readonly begin: () => Observable<string>;
  /** Emits the texts after a number, then live. Completes with the run. */
  readonly after: (number: number) => Observable<string>;
  /** Ends the run at once, with a last frame for the clients that read it. Does nothing if it is over. */
  readonly end: (frame: Frame) => void;
  readonly isOver: () => boolean;
  /** The number of clients that read it. */
  readonly clients: () => number;
  /** Emits once, when the run is over. */
  readonly over$: Observable<unknown>;
  /** Emits once, when the run is over and no client reads it. */
  readonly idle$: Observable<unknown>;
  /** Emits once, when no client has read it for `timeout`, or none can come back. */
  readonly forgotten$: Observable<unknown>;
}

/** Makes a run that its clients may leave and come back to. The store ends it when it is forgotten. */
export const lingeringRun = (options: LingeringRunOptions): LingeringRun => {
  const { name, frames$, timeout, shutdown$, bufferBytes, scheduler, overflow } = options;
  const log = frameLog(name, bufferBytes);
  const live$ = new Subject<string>();
  const clients$ = new BehaviorSubject(0);
  const isOver$ = new BehaviorSubject(false);
  const over$ = isOver$.pipe(filter(Boolean), take(1));

  const finish = (lastFrames: readonly Frame[] = []): void => {
    if (isOver$.value) return;
    // Over before the last frame, which may be the one that is too much for a slow client.
    isOver$.next(true);
    for (const frame of lastFrames) live$.next(log.add(frame));
    live$.complete();
  };
  const publish = (frame: Frame): void => {
    live$.next(log.add(frame));
    if (!log.isFull() || isOver$.value) return;
    if (clients$.value > 0) log.dropOldest();
    else finish([overflow()]);
  };
  const after = (number: number): Observable<string> =>
    defer(() => {
      clients$.next(clients$.value + 1);
      return concat(from(log.after(number)), live$);
    }).pipe(finalize(() => clients$.next(clients$.value - 1)));

  const start = (): void => {
    frames$.pipe(takeUntil(over$)).subscribe({ next: publish, error: () => finish(), complete: () => finish() });
  };
  return {
    // The client is there before the first frame, which may come at once.
    begin: () =>
      merge(
        after(0),
        defer(() => (start(), EMPTY)),
      ),
    after,
    end: (frame) => finish([frame]),
    isOver: () => isOver$.value,
    clients: () => clients$.value,
    over$,
    idle$: combineLatest([over$, clients$]).pipe(
      filter(([, clients]) => clients === 0),
      take(1),
    ),
    forgotten$: clients$.pipe(
      switchMap((clients) => (clients > 0 ? NEVER : merge(timer(timeout, scheduler), shutdown$))),
      take(1),
    ),
  };
};
