/** Runs a worker in a process of its own, which exits once the worker has closed: `worker.js '{"port":…,"queue":…,"model":…,"retries":…}'`. */
import { Queue } from 'bullmq';
import { Agent, Result, Swarm, type CallContext } from 'rxswarm';
import { http, type ChatModel } from 'rxswarm/models';
import { worker } from 'rxswarm/bullmq';
import { withSchema } from 'rxswarm/schema';
import { concat, defer, from, ignoreElements } from 'rxjs';
import type { Plan } from './plan.ts';

export interface WorkerJob {
  readonly port: number;
  readonly queue: string;
  /** The address of the model server. */
  readonly model: string;
  readonly retries: number;
}

/** Milliseconds that a lock lasts: short enough to notice a lost worker soon, long enough to wait for a share of the CPU. */
export const LOCK = 2000;

const { port, queue: name, model, retries } = JSON.parse(process.argv[2] ?? '') as WorkerJob;
const home = `${model}/${process.pid}`;

const post = async (path: string, body: object, signal?: AbortSignal): Promise<string> => {
  const answer = await fetch(`${home}/${path}`, { method: 'POST', body: JSON.stringify(body), signal: signal ?? null });
  return answer.text();
};

const ask = http({ baseURL: `${home}/v1` });

/** Asks the model server before the request where the run's plan has a fault between two turns. */
const gated: ChatModel = (request) => {
  const said = request.messages.findLast(({ role }) => role === 'user')?.content;
  const plan = JSON.parse(said as string) as Plan;
  const turn = request.messages.filter(({ role }) => role === 'assistant').length;
  const asked$ = ask(request);
  if (plan.phase !== 'between' || plan.at !== turn) return asked$;
  return concat(defer(() => from(post('gate', { plan, turn }))).pipe(ignoreElements()), asked$);
};

interface Known extends Record<string, unknown> {
  readonly plan: Plan;
  readonly steps: number;
}

const perform = async (known: Known, call: CallContext, signal: AbortSignal): Promise<Result<Known>> => {
  const { plan, steps } = known;
  const turn = Number(call.id.split('_').at(-1));
  const value = await post('call', { plan, turn, key: call.idempotencyKey }, signal);
  const next = plan.handsOff && turn === 0 ? { agent: second } : {};
  return new Result<Known>({ value, contextVariables: { steps: steps + 1 }, ...next });
};
const step = withSchema(perform, {
  name: 'step',
  parameters: { type: 'object', properties: {} },
  order: ['contextVariables', '$call', '$signal'],
});

const first = new Agent<Known>({ name: 'First', functions: [step] });
const second = new Agent<Known>({ name: 'Second', functions: [step] });

const queue = new Queue(name, { connection: { port, host: '127.0.0.1' } });
queue.on('error', () => undefined);
const tell = (message: object): void => void process.send?.(message, () => undefined);
const works = worker(queue, new Swarm(gated), [first, second], {
  ...{ concurrency: 20, retries, retryDelay: 20, agentTimeout: 1500, lockDuration: LOCK, stalledInterval: LOCK / 2 },
  log: { error: () => undefined },
});
works.events$.subscribe({ next: tell, error: () => process.exit(1) });
works.ready.then(
  () => tell({ status: 'ready' }),
  () => process.exit(1),
);

let isClosing = false;
const close = async (): Promise<void> => {
  isClosing = true;
  await works.close();
  await queue.close();
  process.disconnect();
};
process.on('message', () => void close());
// Its parent is gone.
process.on('disconnect', () => isClosing || process.exit(3));
