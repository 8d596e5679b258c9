import { Queue } from 'bullmq';
import { Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import { worker } from 'rxswarm/bullmq';
import { lossyAgent } from './lossy.ts';

/** A worker process that the spec kills: `lossy-worker.ts <redis port> <queue> <model url>`. Prints `ready`. */
const [port, name = '', url = ''] = process.argv.slice(2);
const queue = new Queue(name, { connection: { port: Number(port), host: '127.0.0.1' } });
const settings = { lockDuration: 400, stalledInterval: 200 };
const swarm = new Swarm(http({ baseURL: url, apiKey: 'none' }));
await worker(queue, swarm, [lossyAgent(url)], settings).ready;
console.log('ready');
