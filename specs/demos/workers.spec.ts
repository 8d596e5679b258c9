import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { startRedis, type RedisServer } from '../support/redis.ts';
import { command } from './support/command.ts';

const NOWHERE = 'redis://127.0.0.1:1';

/** Returns the figures of the table, by name. */
const figuresOf = (output: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...output.matchAll(/^([a-z ,]+?) +(\d+)$/gm)].map(([, name = '', count]) => [name, Number(count)]),
  );

describe('the workers demo', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  it('loses no run when a worker is killed, and repeats only the requests it interrupted', async () => {
    const REDIS_URL = `redis://127.0.0.1:${server.port}`;
    const { status, output } = await command('workers/index.ts', ['--runs', '24'], { env: { REDIS_URL } });
    const { jobs, done, lost, ...figures } = figuresOf(output);

    expect(output).toContain('Redis is at REDIS_URL; 3 workers, each a process.\n');
    expect(output).toMatch(/^Worker \d is killed \(-9\) with [1-4] runs under way; the others take them over\.$/m);
    expect({ jobs, done, lost }).toEqual({ jobs: 24, done: 24, lost: 0 });
    const [made, minimal] = [figures['model requests made'], figures['model requests minimal possible']];
    expect(minimal).toBe(48);
    expect(made).toBeGreaterThanOrEqual(48);
    expect(made).toBeLessThanOrEqual(48 + 4);
    expect(output.trimEnd()).toMatch(/Nothing was lost\.$/);
    expect(output).not.toContain('\r');
    expect(status).toBe(0);

    const client = new Redis(server.port);
    const keys = await client.keys('*');
    const kept = await Promise.all(keys.map((key) => client.pttl(key)));
    client.disconnect();
    expect(kept.filter((milliseconds) => milliseconds < 0)).toEqual([]);
  });

  it('starts a Redis when none answers, and stops it at SIGINT', async () => {
    const env = { ...process.env, REDIS_URL: NOWHERE, OPENAI_API_KEY: '', OPENAI_BASE_URL: '' };
    const child = spawn(process.execPath, ['--import', 'tsx', 'demos/workers/index.ts'], { env });
    await new Promise<void>((resolve) =>
      child.stdout.on('data', (text: Buffer) => {
        if (text.includes('Redis was started for this demo')) resolve();
      }),
    );
    const ended = once(child, 'close');
    child.kill('SIGINT');

    // The workers hold the output open as well, so it closes only after they have ended.
    expect(await ended).toEqual([130, null]);
  });

  it('prints the remedy when redis-server is not installed', async () => {
    const { status, output } = await command('workers/index.ts', [], { env: { REDIS_URL: NOWHERE, PATH: '/nowhere' } });

    expect(output).toContain('redis-server is not installed');
    expect(status).toBe(1);
  });

  it('refuses an unknown flag', async () => {
    const { status, output } = await command('workers/index.ts', ['--worker', '2']);

    expect(output).toBe('Unknown flag --worker: use --fast, --runs, --workers.\n');
    expect(status).toBe(1);
  });
});
