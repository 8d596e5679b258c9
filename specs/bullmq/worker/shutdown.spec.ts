import { Agent, Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import { submit, type WorkEvent } from 'rxswarm/bullmq';
import { scriptedModel } from 'rxswarm/testing';
import { loopbackServer } from '../../support/loopback-server.ts';
import { everything, startQueues, type Queues } from '../../support/queues.ts';
import { until } from '../../support/until.ts';
import { content, event } from '../../support/wire.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const ada = new Agent({ name: 'Ada' });

describe('worker.close()', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  it('finishes running jobs and takes no new ones', async () => {
    const queue = queues.queue();
    const model = scriptedModel(['one two three four', 'No.'], { delay: 20 });
    const closing = await queues.worker(queue, new Swarm(model), [ada]);
    const ended = everything(submit(queue, { agent: ada, messages }));
    await until(() => model.requests.length === 1, 'the request');
    await closing.close();
    expect((await ended).at(-1)).toMatchObject({ response: { messages: [{ content: 'one two three four' }] } });
    await queue.add('Ada', {});
    expect(await queue.getWaitingCount()).toBe(1);
  });

  it('hands a run back after its deadline: its socket closes, and the next worker goes on at once', async () => {
    const server = await loopbackServer({ body: [event(content('Half')), { stall: true }] });
    const queue = queues.queue();
    const swarm = new Swarm(http({ baseURL: server.url, apiKey: 'none' }));
    const closing = await queues.worker(queue, swarm, [ada], {
      lockDuration: 30_000,
      stalledInterval: 30_000,
      retries: 0,
    });
    const seen: WorkEvent[] = [];
    closing.events$.subscribe({ next: (each) => seen.push(each), error: () => undefined });
    const ended = everything(submit(queue, { id: 'a', agent: ada, messages }));
    await server.until(({ underWay }) => underWay === 1);
    await new Promise((resolve) => setTimeout(resolve, 40));
    const begin = Date.now();
    await closing.close(50);
    expect(Date.now() - begin).toBeLessThan(500);
    await server.until(({ broken }) => broken === 1);
    expect(seen.map(({ status }) => status)).toEqual(['begun', 'handed-back']);
    await queues.worker(queue, new Swarm(scriptedModel(['Whole'])), [ada], { retries: 0 });
    const events = await ended;
    const message = 'The worker closed in the middle of the turn.';
    expect(events.filter((each) => 'retry' in (each as object))).toMatchObject([
      { retry: { type: 'incomplete', message } },
    ]);
    expect(events.at(-1)).toMatchObject({ response: { messages: [{ content: 'Whole' }] } });
    await server.close();
  });
});
