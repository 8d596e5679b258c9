import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { submit } from 'rxswarm/bullmq';
import type { ChatCompletionChunk } from 'rxswarm/models';
import { response } from 'rxswarm/operators';
import { openShop } from '../../../demos/shopper/database.ts';
import { ada } from '../../../demos/shopper/shopper.ts';
import { call, calls, says } from '../../support/chunks.ts';
import { last } from '../../support/collect.ts';
import { loopbackServer, type LoopbackServer } from '../../support/loopback-server.ts';
import { startQueues, type Queues } from '../../support/queues.ts';

const body = (chunks: readonly ChatCompletionChunk[]): readonly string[] =>
  chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);

const WORKER = join(__dirname, 'queue-worker.ts');
const MUGS = { orderId: 1003, quantity: 2, reason: 'broken' };
const REFUNDED = 'Refunded: 2 × mug of order 1003, 24.00 EUR.';

describe('a refund on a queue whose worker is killed between its write and its answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shopper-queue-'));
  const file = join(folder, 'shop.db');
  const children: ChildProcess[] = [];
  let queues: Queues;
  let model: LoopbackServer;
  beforeAll(async () => {
    queues = await startQueues();
    const turns = [calls(call('refundOrder', MUGS)), says('Done')];
    model = await loopbackServer(() => ({ body: body(turns.shift() ?? []) }));
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await queues.stop();
    await model.close();
    rmSync(folder, { recursive: true });
  });

  const told = async (child: ChildProcess): Promise<unknown> => ((await once(child, 'message')) as unknown[])[0];

  const worker = async (queue: string, ...hangs: readonly string[]): Promise<ChildProcess> => {
    const args = [String(queues.server.port), queue, model.url, ...hangs];
    const child = fork(WORKER, args, { execArgv: ['--import', 'tsx'], env: { ...process.env, SHOPPER_DB: file } });
    children.push(child);
    expect(await told(child)).toBe('ready');
    return child;
  };

  const written = () => {
    const shop = openShop(file);
    const rows = shop.all('select order_id as "order", quantity, amount from refunds');
    const mails = shop.all('select body from mails');
    shop.close();
    return { rows, mails };
  };

  it('is written once: another worker makes the same call, and gives the answer of the first', async () => {
    const queue = queues.queue('refunds');
    const killed = await worker('refunds', 'hangs');
    const asked = { role: 'user', content: 'Two mugs of order 1003 are broken' } as const;
    const run = { id: 'run', agent: { name: 'Refunds' }, messages: [asked], contextVariables: { ...ada } };
    const ended = last(submit(queue, run).pipe(response()));

    expect(await told(killed)).toBe(REFUNDED);
    const gone = once(killed, 'exit');
    killed.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(written().rows).toHaveLength(1);

    await worker('refunds');
    const { messages } = await ended;

    expect(messages.map(({ role, content }) => [role, content])).toEqual([
      ['assistant', undefined],
      ['tool', REFUNDED],
      ['assistant', 'Done'],
    ]);
    expect(written()).toEqual({
      rows: [{ order: 1003, quantity: 2, amount: 2400 }],
      mails: [{ body: REFUNDED }],
    });
    expect(model.requests).toHaveLength(2);
  });
});
