/*
 * A worker of a queue that the spec kills: `queue-worker.ts <redis port> <queue> <model url> [hangs]`. It sends `ready`,
 * and with `hangs` the result of each refund as soon as it is written.
 */
import { Queue } from 'bullmq';
import { Swarm } from 'rxswarm';
import { worker } from 'rxswarm/bullmq';
import { http } from 'rxswarm/models';
import { refundsAgent } from './refunds-agent.ts';

const [port, name = '', url = '', hangs] = process.argv.slice(2);
const queue = new Queue(name, { connection: { port: Number(port), host: '127.0.0.1' } });
const swarm = new Swarm(http({ baseURL: url, apiKey: 'none' }));
const settings = { lockDuration: 400, stalledInterval: 200, retryDelay: 20 };
await worker(queue, swarm, [refundsAgent(hangs !== undefined)], settings).ready;
process.send?.('ready');
