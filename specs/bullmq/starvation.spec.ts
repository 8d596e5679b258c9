import { Agent, Swarm } from 'rxswarm';
import { submit } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { NEVER } from 'rxjs';
import { runKeys } from '../../lib/bullmq/redis/keys.ts';
import { work } from '../../lib/bullmq/worker/work.ts';
import { withDefaults } from '../../lib/bullmq/worker/worker-options.ts';
import type { WorkEvent } from '../../lib/bullmq/worker/worker-scope.ts';
import { prepareAgent } from '../../lib/agent/prepare.ts';
import { everything, startQueues, type Queues } from '../support/queues.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const ada = new Agent({ name: 'Ada' });

describe('workers that are starved of CPU', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  it('end a run after its attempts, though its lock expires before each of them begins', async () => {
    const queue = queues.queue();
    const model = scriptedModel([]);
    const told: WorkEvent[] = [];
    const scope = {
      queue,
      swarm: new Swarm(model),
      roster: new Map([['Ada', prepareAgent(ada)]]),
      settings: withDefaults({ retries: 2 }),
      inHand: new Map(),
      isLate: () => false,
      tell: (event: WorkEvent) => told.push(event),
    };
    const ended = everything(submit(queue, { id: 'a', agent: ada, messages }));
    let job = await queue.getJob('a');
    while (job === undefined) job = await queue.getJob('a');
    // The lock that BullMQ set has expired each time.
    for (let attempt = 1; attempt <= 4; attempt++) await work(scope, job, 'token').catch(() => undefined);
    expect((await ended).at(-1)).toMatchObject({
      type: 'incomplete',
      message: 'The turn was begun 3 times, and each time the worker was lost.',
      response: { messages: [], agent: { name: 'Ada' } },
    });
    expect(told.map(({ status }) => status)).toEqual(['lost', 'lost', 'lost', 'lost']);
    expect(told[0]?.message).toMatch(/^The lock expired before the run could begin: the worker is short of CPU/);
    expect(model.requests).toEqual([]);
  });

  it('do not use up the attempts of a run that another worker has', async () => {
    const queue = queues.queue();
    const started = await queues.worker(queue, new Swarm(() => NEVER), [ada], { lockDuration: 5000 });
    const begun = new Promise<void>((resolve) => {
      started.events$.subscribe({ next: ({ status }) => status === 'begun' && resolve(), error: () => undefined });
    });
    const watching = submit(queue, { id: 'a', agent: ada, messages }).subscribe({ error: () => undefined });
    await begun;
    const { run } = runKeys(queue, 'a');
    const scope = {
      queue,
      swarm: new Swarm(scriptedModel([])),
      roster: new Map([['Ada', prepareAgent(ada)]]),
      settings: withDefaults({ retries: 0 }),
      inHand: new Map(),
      isLate: () => false,
      tell: () => undefined,
    };
    const job = await queue.getJob('a');
    if (job) for (let attempt = 0; attempt < 3; attempt++) await work(scope, job, 'another').catch(() => undefined);
    expect(await (await queue.getBackend().client).hgetall(run)).toMatchObject({ attempt: '1' });
    watching.unsubscribe();
  });
});
