import { type Job, type Queue, Worker } from 'bullmq';
import { exhaustMap, interval, type Observable, Subject, Subscription } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { messageOf } from '../agent/errors.ts';
import { agentsByName } from '../server/state/agents-by-name.ts';
import type { Swarm } from '../swarm.ts';
import { redactText } from '../util/redact.ts';
import { cancelled } from './cancel.ts';
import { controlKey } from './redis/keys.ts';
import { execute } from './redis/redis.ts';
import { readerOf } from './redis/stream-reader.ts';
import { attend, BEAT } from './worker/agent-heartbeat.ts';
import { closeWorker } from './worker/close-worker.ts';
import { LOST } from './worker/journal.ts';
import { HANDED_BACK, REST } from './worker/settle.ts';
import { work } from './worker/work.ts';
import { withDefaults, type WorkerOptions } from './worker/worker-options.ts';
import { lately, type WorkerScope, type WorkEvent } from './worker/worker-scope.ts';

/** A worker that is at work. */
export interface RunWorker {
  /** What it does, run by run, while it does it. Hot; completes when it has closed. */
  readonly events$: Observable<WorkEvent>;
  /** Resolves once it takes runs. */
  readonly ready: Promise<void>;
  /**
   * Takes no more runs, and resolves when those it has have ended. What has not after so many milliseconds, default 10,000,
   * is handed back: its model's socket closes, its functions see their signal abort, and another worker goes on with it from
   * its last checkpoint. The queue stays open. Where Redis is away, it is waited for as long and a second, and then not at all.
   */
  close(deadline?: number): Promise<void>;
}

/**
 * Takes runs from a queue and runs them, each with the agent of that name. An object and no Observable, as its end takes time
 * and has to be waited for: `process.once('SIGTERM', () => void worker.close().then(() => process.exit()))`.
 *
 * A run's turns are checkpoints. A function runs only once the answer that calls it is stored, and with the same
 * idempotency key (`$call`) whenever it runs again; what it answered is stored before the model is asked again. So turns that
 * are stored happen exactly once, and of the turn that breaks each function runs at least once. A worker whose lock has
 * expired can write neither events nor turns.
 *
 * @param agents All that may become active, those that functions hand off to included.
 * @throws SwarmError `usage` for agents or options that cannot be.
 */
export const worker = (
  queue: Queue,
  swarm: Pick<Swarm, 'run'>,
  agents: readonly Agent[],
  options: WorkerOptions = {},
): RunWorker => {
  const settings = withDefaults(options);
  const { log, concurrency, lockDuration, stalledInterval } = settings;
  const events$ = new Subject<WorkEvent>();
  let isLate = false;
  const stops = new Map<string, (reason: Error) => void>();
  const scope: WorkerScope = {
    queue,
    swarm,
    roster: agentsByName(agents),
    settings,
    stops,
    isLate: () => isLate,
    refusedLately: lately(REST / 2),
    tell: (event) => events$.next(event),
  };
  const bull = new Worker(queue.name, (job: Job, token?: string) => work(scope, job, token ?? ''), {
    ...{ connection: queue.opts.connection, concurrency, lockDuration, stalledInterval, autorun: false },
    ...('prefix' in queue.opts && { prefix: queue.opts.prefix }),
    // How often is enough is decided by `retries`, where the run's watchers are told.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  const report = (error: unknown): void =>
    log.error(`rxswarm: worker of queue "${queue.name}":`, redactText(messageOf(error)));
  bull.on('error', report);
  bull.on('lockRenewalFailed', (ids) => ids.forEach((id) => stops.get(id)?.(LOST)));
  const control = new Subscription();
  const attending = (): Promise<unknown> => attend(queue, scope.roster.keys(), options.version);
  const ready = Promise.all([execute(queue, 'now', []), attending(), bull.waitUntilReady()]).then(([now]) => {
    if (control.closed) return;
    const beats$ = interval(BEAT).pipe(exhaustMap(() => attending().catch(report)));
    control.add(beats$.subscribe({ error: report }));
    const cancels$ = readerOf(queue).read(controlKey(queue), String(now));
    control.add(cancels$.subscribe({ next: ({ fields: [, id = ''] }) => stops.get(id)?.(cancelled()), error: report }));
    bull.run().catch(report);
  });
  ready.catch(report);

  return {
    events$: events$.asObservable(),
    ready,
    async close(deadline = 10_000) {
      const late = setTimeout(() => {
        isLate = true;
        stops.forEach((stop) => stop(HANDED_BACK));
      }, deadline);
      await closeWorker(bull, deadline);
      clearTimeout(late);
      control.unsubscribe();
      events$.complete();
    },
  };
};
