/** A worker process, as it would be deployed: `worker.ts <address of Redis> <queue>`. */
import { Queue } from 'bullmq';
import { Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { worker, type WorkEvent } from 'rxswarm/bullmq';
import { defer, type Observable } from 'rxjs';
import { during } from '../during.ts';
import { refunds, sales, triage } from '../triage/agents.ts';
import { immediate } from '../embedded/index.ts';
import { modelFor, type Model } from '../model.ts';

/** Messages to the parent process: the worker is ready, asks the model, or changed the status of a run. */
export type Told = WorkEvent | { readonly status: 'ready' | 'asks' };

const [url = '', name = ''] = process.argv.slice(2);
const queue = new Queue(name, { connection: { url } });
const tell = (told: Told): void => void process.send?.(told, () => undefined);

/** Reports each request to the model. */
const telling =
  (model: ChatModel): ChatModel =>
  (request) =>
    defer(() => {
      tell({ status: 'asks' });
      return model(request);
    });

const begin = ({ chatModel }: Model): Observable<WorkEvent> => {
  const works = worker(queue, new Swarm(telling(chatModel)), [triage, sales, refunds], {
    // Notices a lost worker after a few seconds instead of a minute, to keep the demo short.
    ...{ concurrency: 4, lockDuration: 1500, stalledInterval: 750, retryDelay: 200 },
  });
  works.ready.then(
    () => tell({ status: 'ready' }),
    () => process.exit(1),
  );
  return works.events$;
};

modelFor(immediate)
  .pipe(during(begin))
  .subscribe({ next: tell, error: () => process.exit(1) });

// The parent process is gone.
process.on('disconnect', () => process.exit());
