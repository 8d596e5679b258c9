import type { RunResult } from 'rxswarm';
import type { RemoteAgent } from 'rxswarm/bullmq';
import type { Heard } from './crew.ts';

/** Counts the runs, from the reports of the workers and the results. */
export interface Tally {
  readonly hear: (heard: Heard) => void;
  readonly end: (result: RunResult<RemoteAgent>) => void;
  readonly done: () => number;
  /** Number of the worker with most runs in progress, and how many. */
  readonly busiest: () => readonly [worker: number, runs: number];
  /** Prints the totals. `asked` is the model server's own count of requests, where there is one. */
  table(jobs: number, asked?: number): string;
  readonly isWhole: (jobs: number) => boolean;
}

export const tally = (): Tally => {
  const underWay = new Map<number, Set<string>>();
  const begun = new Map<string, number>();
  const resumed = new Set<string>();
  let [done, failed, told, needed] = [0, 0, 0, 0];

  return {
    hear({ worker, told: { status, ...rest } }) {
      if (status === 'asks') told++;
      if (!('id' in rest)) return;
      const runs = underWay.get(worker) ?? new Set();
      underWay.set(worker, runs);
      if (status === 'begun' || status === 'resumed') {
        runs.add(rest.id);
        begun.set(rest.id, (begun.get(rest.id) ?? 0) + 1);
      } else runs.delete(rest.id);
      if (status === 'resumed') resumed.add(rest.id);
    },
    end({ response }) {
      if (response === undefined) failed++;
      else done++;
      // Counts assistant messages, because each needed one request.
      needed += response?.messages.filter(({ role }) => role === 'assistant').length ?? 0;
    },
    done: () => done,
    busiest: () =>
      [...underWay].reduce<readonly [number, number]>(
        (most, [worker, { size }]) => (size > most[1] ? [worker, size] : most),
        [1, 0],
      ),
    table(jobs, asked = told) {
      const again = [...begun].filter(([id, times]) => times > 1 && !resumed.has(id)).length;
      const rows: readonly (readonly [string, number])[] = [
        ['jobs', jobs],
        ['done', done],
        ['failed', failed],
        ['resumed from a checkpoint', resumed.size],
        ['begun again, nothing was stored yet', again],
        ['model requests made', asked],
        ['model requests minimal possible', needed],
        ['lost', jobs - done - failed],
      ];
      return rows.map(([name, count]) => `${name.padEnd(38)}${String(count).padStart(6)}\n`).join('');
    },
    isWhole: (jobs) => done === jobs,
  };
};
