import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, Swarm, type CallContext } from 'rxswarm';
import { sharedRateLimit, submit } from 'rxswarm/bullmq';
import { http, type ChatModel } from 'rxswarm/models';
import { withSchema } from 'rxswarm/schema';
import { scriptedModel, type ScriptedModel } from 'rxswarm/testing';
import { Observable, tap } from 'rxjs';
import { call, calls, says } from '../support/chunks.ts';
import { loopbackServer } from '../support/loopback-server.ts';
import { everything, startQueues, type Queues } from '../support/queues.ts';
import { until } from '../support/until.ts';
import { DONE, event, REQUEST } from '../support/wire.ts';

const store = new AsyncLocalStorage<string>();
const messages = [{ role: 'user', content: 'Hi' }] as const;

describe('the asynchronous context', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  it.each([1, 3])(
    'of a job is its own: no function sees a store that another run entered, %d at a time',
    async (concurrency) => {
      const seen: (string | undefined)[] = [];
      const enter = (): string => {
        seen.push(store.getStore());
        store.enterWith('entered by a run');
        return 'entered';
      };
      const queue = queues.queue();
      const model: ChatModel = ({ messages: asked }) =>
        scriptedModel([asked.at(-1)?.role === 'tool' ? 'Done' : { calls: [{ name: 'enter' }] }], { delay: 1 })({
          ...REQUEST,
          messages: asked,
        });
      await queues.worker(queue, new Swarm(model), [new Agent({ name: 'Ada', functions: [enter] })], { concurrency });
      const run = (id: string) => everything(submit(queue, { id, agent: { name: 'Ada' }, messages }));
      await Promise.all(['a', 'b', 'c'].map(run));
      for (const id of ['d', 'e']) await run(id);
      expect(seen).toEqual(Array.from({ length: 5 }, () => undefined));
    },
  );

  it('of a job holds no store of the caller that started the worker, and events$ emits in its subscriber’s', async () => {
    const seen: (string | undefined)[] = [];
    const look = (): string => {
      seen.push(store.getStore());
      return 'seen';
    };
    const queue = queues.queue();
    const agent = new Agent({ name: 'Ada', functions: [look] });
    const model = scriptedModel([{ calls: [{ name: 'look' }] }, 'Done'], { delay: 1 });
    const started = await store.run('starter', () => queues.worker(queue, new Swarm(model), [agent]));
    const told = new Set<string | undefined>();
    store.run('listener', () => {
      started.events$.subscribe({ next: () => told.add(store.getStore()), error: () => undefined });
    });
    await everything(submit(queue, { agent, messages }));
    expect([seen, told]).toEqual([[undefined], new Set(['listener'])]);
  });

  it('of a run is the one it was subscribed in, over a kept-alive socket that other runs opened', async () => {
    const seen: Record<string, (string | undefined)[]> = {};
    const server = await loopbackServer(({ text }) => ({
      body: [...(text.includes('"role":"tool"') ? says('Done') : calls(call('note', {}))).map(event), DONE],
    }));
    const inner = new Swarm(http({ baseURL: server.url, apiKey: 'none' }));
    const note = withSchema(
      ({ run }: CallContext) => {
        (seen[run] ??= []).push(store.getStore());
        return 'noted';
      },
      { name: 'note', order: ['$call'], parameters: { type: 'object', properties: {} } },
    );
    const swarm = inner.wrap(
      (run) => (model, options) =>
        new Observable((subscriber) =>
          store.run(`tenant of ${options.runId}`, () => run(model, options).subscribe(subscriber)),
        ),
    );
    const queue = queues.queue();
    await queues.worker(queue, swarm, [new Agent({ name: 'Ada', functions: [note] })], { concurrency: 3 });
    const run = (id: string) => everything(submit(queue, { id, agent: { name: 'Ada' }, messages }));
    await Promise.all(['a', 'b', 'c'].map(run));
    for (const id of ['d', 'e']) await run(id);
    expect(seen).toEqual(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id) => [id, [`tenant of ${id}`]])));
    await server.close();
  });

  it('of a watcher is its own, though all watchers of a process share a connection', async () => {
    const queue = queues.queue();
    const model = scriptedModel(['one two', 'one two', 'one two'], { delay: 5 });
    await queues.worker(queue, new Swarm(model), [new Agent({ name: 'Ada' })]);
    const seen: Record<string, Set<string | undefined>> = {};
    const watchAs = (name: string): Promise<unknown> =>
      store.run(name, () => {
        const stores = (seen[name] = new Set<string | undefined>());
        const note = (): void => void stores.add(store.getStore());
        return everything(
          submit(queue, { id: name, agent: { name: 'Ada' }, messages }).pipe(tap({ next: note, complete: note })),
        );
      });
    await Promise.all(['ada', 'bob', 'cy'].map(watchAs));
    expect(seen).toEqual({ ada: new Set(['ada']), bob: new Set(['bob']), cy: new Set(['cy']) });
  });

  it('of a request that sharedRateLimit() lets through is its subscriber’s', async () => {
    const seen: (string | undefined)[] = [];
    const answers: (string | undefined)[] = [];
    const scripted: ScriptedModel = scriptedModel(['a', 'b', 'c'], { delay: 1 });
    const model: ChatModel = (request) => {
      seen.push(store.getStore());
      return scripted(request);
    };
    const limited = sharedRateLimit(queues.queue(), { key: 'context', requestsPerMinute: 10 })(model);
    const ask = (name: string) =>
      store.run(name, () => {
        const answer$ = limited(REQUEST);
        answer$.subscribe({ complete: () => answers.push(store.getStore()), error: () => undefined });
      });
    ['ada', 'bob', 'cy'].forEach(ask);
    await until(() => answers.length === 3, 'three answers');
    expect([seen, answers]).toEqual([
      ['ada', 'bob', 'cy'],
      ['ada', 'bob', 'cy'],
    ]);
  });
});
