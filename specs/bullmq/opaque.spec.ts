import { Agent, type Message, type Response, type RunEvent, Swarm } from 'rxswarm';
import { submit } from 'rxswarm/bullmq';
import type { ChatModel } from 'rxswarm/models';
import { NEVER } from 'rxjs';
import { everything, startQueues, type Queues } from '../support/queues.ts';
import { useServers } from '../support/servers.ts';
import { STRICT_WIRES } from '../support/strict-wires.ts';
import { until } from '../support/until.ts';

const serve = useServers();

function look(): string {
  return 'bees';
}

/** Asks for the first completion only, as a worker that is lost afterwards. */
const once =
  (model: ChatModel): ChatModel =>
  (request) =>
    request.messages.some(({ role }) => role === 'tool') ? NEVER : model(request);

const responseOf = (events: readonly unknown[]): Response =>
  (events.at(-1) as Extract<RunEvent, { readonly response: unknown }>).response;

describe('a run on a queue', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterEach(() => queues.clear());
  afterAll(() => queues.stop());

  it.each(Object.entries(STRICT_WIRES))(
    'over %s gives back what the server sent, on another worker and in the next run',
    async (_, { make, model, server, secret }) => {
      const queue = queues.queue();
      const { url, requests } = await serve(server());
      const agent = new Agent({ name: 'Ada', model, functions: [look] });
      const messages: readonly Message[] = [{ role: 'user', content: 'Look.' }];

      const lost = await queues.worker(queue, new Swarm(once(make(url))), [agent]);
      const run = everything(submit(queue, { id: 'one', agent: { name: 'Ada' }, messages }));
      await until(() => requests.length === 1, 'the first completion');
      await lost.close(0);
      await queues.worker(queue, new Swarm(make(url)), [agent]);
      const first = responseOf(await run);
      expect(first.messages.at(-1)?.content).toBe('Bees.');
      expect(JSON.stringify(requests.at(-1)?.body)).toContain(secret);

      const next = [...messages, ...first.messages, { role: 'user', content: 'Again.' } as const];
      await everything(submit(queue, { id: 'two', agent: { name: 'Ada' }, messages: next }));
      expect(JSON.stringify(requests.at(-1)?.body)).toContain(secret);
    },
  );
});
