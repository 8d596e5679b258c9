import { type Job, type Queue, Worker } from 'bullmq';
import { noop, type Observable, Subject, Subscription } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import { messageOf } from '../agent/errors.ts';
import { agentsByName } from '../server/state/agents-by-name.ts';
import type { Swarm } from '../swarm.ts';
import { captureContext, inSubscriberContext } from '../util/async-context.ts';
import { isPromiseLike } from '../util/promise.ts';
import { redactText } from '../util/redact.ts';
import { controlKey } from './redis/keys.ts';
import { execute } from './redis/redis.ts';
import { readerOf } from './redis/stream-reader.ts';
import { closeWorker } from './worker/close-worker.ts';
import { lockRenewal } from './worker/lock-renewal.ts';
import { work } from './worker/work.ts';
import { withDefaults, type WorkerOptions } from './worker/worker-options.ts';
import type { InHand, WorkerScope, WorkEvent } from './worker/worker-scope.ts';

/** A worker that takes runs from a queue. */
export interface RunWorker {
  /**
   * Emits each step of each run, in the asynchronous context of the subscriber. Hot; completes when the worker has closed.
   */
  readonly events$: Observable<WorkEvent>;
  /** Resolves once the worker takes runs. Rejects with a SwarmError `network` where Redis fails. */
  readonly ready: Promise<void>;
  /**
   * Takes no more runs, and resolves when the runs in hand have ended. A run that has not ended within `deadline` milliseconds,
   * default 10,000, is handed back: its model's socket closes, the signals of its functions abort, and another worker goes on
   * from its last checkpoint. The queue stays open. Where Redis is away, the close ends a second after the deadline at the latest.
   */
  close(deadline?: number): Promise<void>;
}

/** Enters the asynchronous context of the process, so that no job inherits the stores of the caller that started its worker. */
const enterOwn = captureContext();

/**
 * Takes runs from a queue and runs each with the agent it names. It returns an object, because its end takes time and has to
 * be waited for.
 *
 * Each turn of a run is a checkpoint. A function runs only once the answer that calls it is stored, and its result is stored
 * before the model is asked again. So a stored turn happens exactly once, and the functions of a turn that breaks run at least
 * once, each time with the same idempotency key (`$call`). A worker that has lost its lock writes neither events nor turns. Each job
 * runs in an asynchronous context of its own, without the stores of the caller or of other jobs.
 *
 * @param agents All agents that may become active, those that functions hand off to included.
 * @throws SwarmError `usage` for two agents of one name and for options out of range.
 * @example
 * const started = worker(queue, new Swarm(), [support], { concurrency: 10 });
 * process.once('SIGTERM', () => void started.close(20_000).then(() => queue.close()));
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
  const inHand = new Map<string, InHand>();
  let isLate = false;
  const scope: WorkerScope = {
    queue,
    swarm,
    settings,
    inHand,
    roster: agentsByName(agents),
    isLate: () => isLate,
    tell: (event) => events$.next(event),
  };
  const bull = new Worker(queue.name, (job: Job, token?: string) => enterOwn(() => work(scope, job, token ?? '')), {
    connection: queue.opts.connection,
    concurrency,
    lockDuration,
    stalledInterval,
    autorun: false,
    ...('prefix' in queue.opts && { prefix: queue.opts.prefix }),
    skipLockRenewal: true,
    // `retries` bounds the attempts instead, because watchers are told of it.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  const report = (error: unknown): void => {
    logSafely(log, queue.name, redactText(messageOf(error)));
  };
  bull.on('error', report);
  const control = new Subscription();
  const ready = Promise.all([execute(queue, 'now', []), bull.waitUntilReady()]).then(([now]) => {
    if (control.closed) return;
    const lost$ = lockRenewal(bull, inHand, lockDuration, report);
    control.add(lost$.subscribe({ next: (id) => inHand.get(id)?.stop('lost'), error: report }));
    const cancels$ = readerOf(queue).read(controlKey(queue), String(now));
    control.add(
      cancels$.subscribe({ next: ({ fields: [, id = ''] }) => inHand.get(id)?.stop('cancelled'), error: report }),
    );
    bull.run().catch(report);
  });
  ready.catch(report);

  return {
    events$: events$.pipe(inSubscriberContext()),
    ready,
    async close(deadline = 10_000) {
      const late = setTimeout(() => {
        isLate = true;
        inHand.forEach(({ stop }) => stop('closing'));
      }, deadline);
      await closeWorker(bull, deadline);
      clearTimeout(late);
      control.unsubscribe();
      events$.complete();
    },
  };
};

/** Logs a failure. A log that throws or rejects must not end the worker. */
const logSafely = (log: Pick<Console, 'error'>, name: string, message: string): void => {
  try {
    const logged: unknown = (log.error as (...args: readonly unknown[]) => unknown)(
      `rxswarm: worker of queue "${name}":`,
      message,
    );
    if (isPromiseLike(logged)) logged.then(noop, noop);
  } catch {
    // Nothing else could be told of it.
  }
};
