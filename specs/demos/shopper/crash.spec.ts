import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openShop } from '../../../demos/shopper/database.ts';

const WORKER = join(__dirname, 'refunding-worker.ts');

describe('a worker that executes a refund', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shopper-'));
  const file = join(folder, 'shop.db');
  afterAll(() => rmSync(folder, { recursive: true }));

  const worker = (...args: readonly string[]): ChildProcess =>
    fork(WORKER, args, { execArgv: ['--import', 'tsx'], env: { ...process.env, SHOPPER_DB: file } });

  const told = async (child: ChildProcess): Promise<unknown> => {
    const failure = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The worker left with ${code}.`)));
    const [message] = (await Promise.race([once(child, 'message'), failure])) as unknown[];
    return message;
  };

  const written = () => {
    const shop = openShop(file);
    const rows = {
      refunds: shop.all('select order_id as "order", quantity, amount from refunds'),
      mails: shop.all('select user_id as user from mails'),
      state: shop.all('pragma integrity_check'),
    };
    shop.close();
    return rows;
  };

  it('and is killed before it answers leaves one refund, which the next worker finds and reports', async () => {
    const killed = worker('run-1', 'hangs');
    const first = await told(killed);
    const gone = once(killed, 'exit');
    killed.kill('SIGKILL');
    expect(await gone).toEqual([null, 'SIGKILL']);

    const second = await told(worker('run-1'));

    expect(second).toBe('Refunded: 2 × mug of order 1003, 24.00 EUR.');
    expect(second).toBe(first);
    expect(written()).toEqual({
      refunds: [{ order: 1003, quantity: 2, amount: 2400 }],
      mails: [{ user: 'U-1' }],
      state: [{ integrity_check: 'ok' }],
    });
  });

  it('of another run refunds again, as far as the order goes', async () => {
    expect(await told(worker('run-2'))).toBe('Refunded: 2 × mug of order 1003, 24.00 EUR.');
    expect(await told(worker('run-3'))).toBe('Order 1003 was refunded already.');
    expect(written().refunds).toHaveLength(2);
  });
});
