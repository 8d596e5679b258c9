import { Swarm } from 'rxswarm';
import { rateLimit } from 'rxswarm/models';
import { progress, type Progress } from 'rxswarm/operators';
import { last, map, type Observable } from 'rxjs';
import type { Model } from '../model.ts';
import { progressBar } from '../progress-bar.ts';
import { question } from './person.ts';
import { texts } from './texts.ts';

export interface ManyOptions {
  readonly count: number;
  readonly concurrency: number;
  readonly requestsPerMinute: number;
}

/**
 * Extracts from many texts within the limits for concurrency and requests a minute. Draws progress, and prints the
 * totals.
 */
export const many = (
  { chatModel }: Model,
  { count, concurrency, requestsPerMinute }: ManyOptions,
): Observable<Progress> => {
  function* questions() {
    for (const text of texts(count)) yield question(text);
  }
  const limit = rateLimit({ requestsPerMinute });
  return new Swarm(limit(chatModel)).runAll(questions(), { concurrency }).pipe(
    progress({ total: count }),
    progressBar(),
    last(null, undefined),
    map((end) => end ?? NOTHING),
  );
};

const NOTHING: Progress = { done: 0, failed: 0, running: 0, tokens: 0, rate: 0 };
