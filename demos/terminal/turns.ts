import { map, ReplaySubject, zip, type Observable } from 'rxjs';

/** Takes turns: lines that arrive early wait for theirs. */
export interface Turns {
  /** Begins the user's turn, also before a line is listened for. */
  readonly begin: () => void;
  /** Emits a line for each turn. Completes when the lines have completed and all had their turn. */
  readonly linesOf: (lines$: Observable<string>) => Observable<string>;
}

export const turns = (): Turns => {
  const turns$ = new ReplaySubject<undefined>(1);
  return {
    begin: () => turns$.next(undefined),
    linesOf: (lines$) => zip(lines$, turns$).pipe(map(([line]) => line)),
  };
};
