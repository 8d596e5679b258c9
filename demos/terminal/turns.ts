import { map, ReplaySubject, zip, type Observable } from 'rxjs';

/** Whose turn it is: lines that come early wait for theirs. */
export interface Turns {
  /** It is the person's turn, also when no line is listened for yet. */
  readonly begin: () => void;
  /** A line for each turn. Completes when the lines do, and all of them had their turn. */
  readonly linesOf: (lines$: Observable<string>) => Observable<string>;
}

export const turns = (): Turns => {
  const turns$ = new ReplaySubject<undefined>(1);
  return {
    begin: () => turns$.next(undefined),
    linesOf: (lines$) => zip(lines$, turns$).pipe(map(([line]) => line)),
  };
};
