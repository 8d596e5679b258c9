/** Runs a worker with default options: `worker.js <port of Redis> <queue>`. Sends `ready`, then each run that has ended. */
import { Queue } from 'bullmq';
import { worker } from 'rxswarm/bullmq';
import { agent, swarm } from './run.ts';

const [port, name = ''] = process.argv.slice(2);
const queue = new Queue(name, { connection: { port: Number(port), host: '127.0.0.1' } });
const works = worker(queue, swarm, [agent]);
works.events$.subscribe({
  next: ({ status }) => status === 'ended' && process.send?.('ended'),
  error: () => process.exit(1),
});
works.ready.then(
  () => process.send?.('ready'),
  () => process.exit(1),
);
process.on('disconnect', () => process.exit());
