import type { RunAllEvent } from 'rxswarm';
import { results } from 'rxswarm/operators';
import { bufferCount, concat, concatMap, defer, from, last, map, tap, type Observable } from 'rxjs';
import type { Model } from '../model.ts';
import { hundred } from './prompts.ts';

const SIZE = 10;

/** Asks the same hundred prompts twice, in batches of ten and then ten at any time, and prints the difference. */
export const compare = ({ swarm }: Model, write: (text: string) => void): Observable<unknown> => {
  const batches$ = from(hundred).pipe(
    bufferCount(SIZE),
    concatMap((batch) => swarm.runAll(batch, { concurrency: SIZE })),
  );
  const sliding$ = swarm.runAll(hundred, { concurrency: SIZE });
  return concat(
    timed('in batches of ten', batches$, write),
    timed('ten at any time', sliding$, write),
    defer(() => {
      write(`\n${WHY}\n`);
      return [];
    }),
  );
};

const WHY =
  'A batch is over when its slowest answer is, and until then the places of the others stand empty. ' +
  'With a sliding limit each answer makes room for the next question at once, so that ten are always under way.';

const timed = (name: string, events$: Observable<RunAllEvent>, write: (text: string) => void): Observable<unknown> =>
  defer(() => {
    const begin = performance.now();
    return events$.pipe(
      results(),
      tap(({ error }) => {
        if (error) throw error;
      }),
      map((_, index) => index + 1),
      last(null, 0),
      tap((count) => {
        const seconds = (performance.now() - begin) / 1000;
        write(`${count} prompts ${name.padEnd(20)}${seconds.toFixed(2).padStart(6)} s\n`);
      }),
    );
  });
