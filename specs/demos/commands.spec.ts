import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from './support/command.ts';

describe('a REPL at a pipe', () => {
  it('names the model, answers line by line, keeps agent and context variables, and exits with 0', async () => {
    const input = 'item_4 was too expensive, I want a refund\nyes\n\nNow sell me a tent\n';
    const { status, output } = await command('triage/index.ts', ['--fast'], { input });

    expect(output.split('\n')[0]).toMatch(/^The embedded model is talking: .*OPENAI_API_KEY.*OPENAI_BASE_URL.*MODEL/);
    expect(output).toContain('You: yes\n  Refunds calls applyDiscount()\n');
    expect(output).toContain('Sales: That makes 116.10 EUR with your 10 % discount.');
    expect(output).not.toContain('\u001b');
    expect(status).toBe(0);
  });

  it('prints one line and exits with 1 when no server listens at OPENAI_BASE_URL', async () => {
    const env = { OPENAI_BASE_URL: 'http://127.0.0.1:1024/v1' };
    const { status, output } = await command('airline/index.ts', [], { input: 'Hello\n', env });
    const [introduction, , , failure, ...rest] = output.split('\n');

    expect(introduction).toBe('Talking to gpt-4o at http://127.0.0.1:1024/v1.');
    expect(failure).toMatch(/127\.0\.0\.1:1024.*OPENAI_BASE_URL/);
    expect(rest).toEqual(['']);
    expect(status).toBe(1);
  });

  it('refuses an unknown flag', async () => {
    const { status, output } = await command('weather/index.ts', ['--quick']);

    expect(output).toBe('Unknown flag --quick: use --fast.\n');
    expect(status).toBe(1);
  });
});

describe('npm run demo', () => {
  it('plays the demos that talk and exits with 0', async () => {
    const { status, output } = await command('play.ts', ['--fast'], { env: { FORCE_COLOR: '1' } });

    expect(output).toContain('\u001b[36mTriage');
    expect(output).toContain('Sent to ada@example.com.');
    expect(output).toContain('Order 1006: 1 × kettle for 49.00 EUR.');
    expect(output).toContain('Ticket T-00001 is filed');
    expect(output.trimEnd()).toMatch(/Have a good journey!$/);
    expect(status).toBe(0);
  });
});

describe('the evals', () => {
  it('warn that the embedded model tests only the harness, and write --results', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'evals-')), 'results.json');
    const { status, output } = await command('evals/index.ts', ['--iterations', '1', '--results', file]);
    const results = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly accuracy: number;
      readonly cases: readonly object[];
    };

    expect(output).toContain('These figures are about the harness');
    expect(output).toMatch(/overall 100 %: (\d+) of \1 runs\n$/);
    expect(output).not.toContain('\r');
    expect(results).toMatchObject({ accuracy: 1, model: 'embedded', iterations: 1 });
    expect(results.cases).toHaveLength(75);
    expect(status).toBe(0);
  });

  it('fail before the first request when --results cannot be written', async () => {
    const { status, output } = await command('evals/index.ts', ['--results', '/nowhere/results.json']);

    expect(output).toMatch(/^--results cannot be written: [^\n]*\n$/);
    expect(status).toBe(1);
  });
});
