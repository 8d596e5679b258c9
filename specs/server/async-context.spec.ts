import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, Swarm } from 'rxswarm';
import { serveAgUi } from 'rxswarm/ag-ui/server';
import { converse, type ConversationInput } from 'rxswarm/converse';
import { http } from 'rxswarm/models';
import { serve, serveChatCompletions, type Handler } from 'rxswarm/server';
import { Subject } from 'rxjs';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { logged, SECRET } from '../support/served.ts';
import { useServers } from '../support/servers.ts';
import { until } from '../support/until.ts';
import { DONE, event } from '../support/wire.ts';

const store = new AsyncLocalStorage<string>();
const startServer = useServers();

/** Users whose runs share the kept-alive connections of one model server: each turn may be read off another's socket. */
const sharedModel = async () => {
  const turn = [calls(call('whoAmI')), says('Done.')];
  const answers = Array.from({ length: 16 }, (_, asked) => ({ body: [...(turn[asked % 2] ?? []).map(event), DONE] }));
  const server = await startServer(answers);
  const seen: (string | undefined)[] = [];
  const whoAmI = bind(() => void seen.push(store.getStore()), [], { name: 'whoAmI' });
  const agent = new Agent({ name: 'Ada', functions: [whoAmI], instructions: () => (seen.push(store.getStore()), '') });
  return { swarm: new Swarm(http({ baseURL: server.url }), { raw: true }), agent, seen };
};

const users = ['1', '2', '3', '4'];

const body = (user: string): object => ({ messages: [{ role: 'user', content: user }] });

describe('functions and instructions of each user run in the context of that user', () => {
  it.each<[string, (swarm: Swarm, agent: Agent) => Handler, (user: string) => object]>([
    ['serve', (swarm, start) => serve(swarm, { agents: [], start, secret: SECRET, log: logged() }), body],
    [
      'serveAgUi',
      (swarm, start) => serveAgUi(swarm, { agents: [], start, secret: SECRET, log: logged() }),
      (user) => ({ threadId: user, runId: 'r', messages: [{ id: '1', role: 'user', content: user }] }),
    ],
    [
      'serveChatCompletions',
      (swarm, agent) => serveChatCompletions(swarm, [agent], { log: logged() }),
      (user) => ({ model: 'Ada', ...body(user) }),
    ],
  ])('behind %s, one after another on the same socket', async (_, make, ask) => {
    const { swarm, agent, seen } = await sharedModel();
    const handler = make(swarm, agent);
    for (const user of users) {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(ask(user)) };
      const url = 'http://server.example/v1/chat/completions';
      await store.run(user, async () => (await handler(new Request(url, init))).text());
    }
    expect(seen).toEqual(users.flatMap((user) => [user, user, user]));
  });

  it('in converse, also an answer that waited in the queue and was asked from elsewhere', async () => {
    const { swarm, agent, seen } = await sharedModel();
    const inputs$ = new Subject<ConversationInput>();
    let isIdle = false;
    store.run('subscriber', () =>
      converse(swarm, inputs$, { agent }).subscribe({
        next: ({ status, queued, transcript }) =>
          (isIdle = status === 'idle' && queued.length === 0 && transcript.length > 7),
        error: (error: unknown) => expect(error).toBeUndefined(),
      }),
    );
    store.run('elsewhere', () => inputs$.next('First.'));
    store.run('elsewhere', () => inputs$.next('Second.'));
    await until(() => isIdle, 'both answers');
    expect(new Set(seen)).toEqual(new Set(['subscriber']));
    expect(seen).toHaveLength(6);
  });
});
