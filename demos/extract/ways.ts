import type { RunAllOptions, Swarm } from 'rxswarm';
import { results } from 'rxswarm/operators';
import { defer, map, toArray, type Observable } from 'rxjs';
import { question, type Person } from './person.ts';

export interface Way {
  readonly name: string;
  readonly options: RunAllOptions;
}

export const ways: readonly Way[] = [
  { name: 'one by one', options: { concurrency: 1 } },
  { name: 'all at once, in order', options: { concurrency: Infinity, order: 'input' } },
  { name: 'all at once, as completed', options: { concurrency: Infinity } },
  { name: 'two at once, in order', options: { concurrency: 2, order: 'input' } },
  { name: 'two at once, as completed', options: { concurrency: 2 } },
];

export interface Outcome extends Way {
  /** The people in the order of arrival. */
  readonly people: readonly (Person & { readonly index: number })[];
  readonly milliseconds: number;
}

/** Extracts the people from texts in one of the ways, and measures the time. */
export const extractAll = (texts: readonly string[], way: Way, swarm: Pick<Swarm, 'runAll'>): Observable<Outcome> =>
  defer(() => {
    const begin = performance.now();
    return swarm.runAll(texts.map(question), { ...way.options, failFast: true }).pipe(
      results(),
      map(({ index, response, error }) => ({ index, ...personOf(response?.output, error) })),
      toArray(),
      map((people) => ({ ...way, people, milliseconds: performance.now() - begin })),
    );
  });

const personOf = (person: Person | undefined, error?: Error): Person => {
  if (person) return person;
  throw error ?? new Error('The answer holds no person.');
};
