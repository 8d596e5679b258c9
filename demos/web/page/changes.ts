import { filter, map, merge, type Observable } from 'rxjs';
import { clicks } from './clicks.ts';
import type { Sent } from './composer.ts';

/** A change of an earlier message: other words, or the same for another answer. */
export interface Change {
  readonly turn: number;
  /** Absent for the same message. */
  readonly content?: Sent['content'];
}

/** Emits the user's changes of earlier messages. */
export const changesOf = (sent$: Observable<Sent>): Observable<Change> =>
  merge(
    clicks('[data-again]').pipe(map(({ dataset }) => ({ turn: Number(dataset['again']) }))),
    sent$.pipe(
      map(({ turn, content }) => (turn === undefined ? undefined : { turn, content })),
      filter((change) => change !== undefined),
    ),
  );
