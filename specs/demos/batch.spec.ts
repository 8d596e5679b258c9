import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { says } from '../support/chunks.ts';
import { loopbackServer, type LoopbackServer } from '../support/loopback-server.ts';
import { command } from './support/command.ts';

const COUNT = 40;

interface Line {
  readonly line: number;
  readonly answer?: string;
  readonly error?: string;
}

let server: LoopbackServer;
let fails: (prompt: string) => boolean = () => false;

const promptOf = (body: unknown): string =>
  String((body as { readonly messages: readonly { readonly content: string }[] }).messages.at(-1)?.content);

beforeEach(async () => {
  fails = () => false;
  server = await loopbackServer(({ body }) => {
    const prompt = promptOf(body);
    if (fails(prompt)) return { status: 400, body: ['{"error":{"message":"No."}}'] };
    const events = says(`Answer to ${prompt}`).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
    return { before: [{ wait: 30 }], body: [...events, 'data: [DONE]\n\n'] };
  });
});

afterEach(() => server.close());

/** Makes a folder with an input, and returns the flags for it. */
const folder = (lines: readonly string[] = Array.from({ length: COUNT }, (_, index) => `"Prompt ${index + 1}"`)) => {
  const path = mkdtempSync(join(tmpdir(), 'batch-'));
  const [input, output] = [join(path, 'in.jsonl'), join(path, 'out.jsonl')];
  writeFileSync(input, lines.map((line) => `${line}\n`).join(''));
  return { path, input, output, flags: ['--input', input, '--output', output, '--concurrency', '4'] };
};

const linesOf = (file: string): readonly string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);
const parsed = (file: string): readonly Line[] => linesOf(file).map((text) => JSON.parse(text) as Line);

const work = (flags: readonly string[]) => command('batch/index.ts', flags, { env: { OPENAI_BASE_URL: server.url } });

/** Starts the demo, and kills it without notice in the middle. */
const killed = (flags: readonly string[], output: string, after: number): Promise<void> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'demos/batch/index.ts', ...flags], {
      env: { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: server.url },
    });
    const watch = setInterval(() => {
      if (existsSync(output) && linesOf(output).length >= after) child.kill('SIGKILL');
    }, 5);
    child.on('close', () => {
      clearInterval(watch);
      resolve();
    });
  });

describe('the batch demo', () => {
  it('compares batches with a sliding limit, and explains the difference in two sentences', async () => {
    const { status, output } = await command('batch/index.ts', ['--fast']);

    expect(output).toMatch(/^100 prompts in batches of ten +\d+\.\d\d s\n100 prompts ten at any time +\d+\.\d\d s$/m);
    expect(
      output
        .trimEnd()
        .split('\n')
        .at(-1)
        ?.split(/(?<=\.) /),
    ).toHaveLength(2);
    expect(status).toBe(0);
  });
});

describe('a file of prompts', () => {
  it('writes an answer for each line, and prints a summary', async () => {
    const { input, output, flags } = folder(['"One"', '', '{ "prompt": "Two" }']);
    const { status, output: said } = await work(flags);

    expect(parsed(output).toSorted((a, b) => a.line - b.line)).toMatchObject([
      { line: 1, answer: 'Answer to One' },
      { line: 3, answer: 'Answer to Two' },
    ]);
    expect(said).toMatch(/^2 answered, 0 answered before, 0 failed; 0 tokens, \d+\.\d s$/m);
    expect(input).not.toBe(output);
    expect(status).toBe(0);
  });

  it('continues after kill -9: asks no answered line again, and leaves no half line', async () => {
    const { path, output, flags } = folder();
    await killed(flags, output, 10);
    const before = parsed(output);
    expect(before.length).toBeGreaterThanOrEqual(10);
    expect(before.length).toBeLessThan(COUNT);
    appendFileSync(output, '{"line":39,"key":"0","ans');

    const { status, output: said } = await work(flags);

    expect(
      parsed(output)
        .map(({ line }) => line)
        .toSorted((a, b) => a - b),
    ).toEqual(Array.from({ length: COUNT }, (_, index) => index + 1));
    expect(parsed(output).every(({ line, answer }) => answer === `Answer to Prompt ${line}`)).toBe(true);
    const asked = server.requests.map(({ body }) => promptOf(body));
    for (const { line } of before) expect(asked.filter((prompt) => prompt === `Prompt ${line}`)).toHaveLength(1);
    // Requests in flight at the kill: at most as many as the concurrency allows.
    expect(asked.length).toBeLessThanOrEqual(COUNT + 4);
    expect(said).toContain(`${COUNT - before.length} answered, ${before.length} answered before, 0 failed`);
    expect(readdirSync(path).toSorted()).toEqual(['in.jsonl', 'out.jsonl']);
    expect(status).toBe(0);
  });

  it('sends no request when all lines are answered', async () => {
    const { flags } = folder(['"One"']);
    await work(flags);
    const { status, output: said } = await work(flags);

    expect(server.requests).toHaveLength(1);
    expect(said).toContain('0 answered, 1 answered before, 0 failed');
    expect(status).toBe(0);
  });

  it('writes a failure on its line, exits with 1, and asks it again the next time', async () => {
    const { output, flags } = folder(['"One"', '"Two"', '"Three"']);
    fails = (prompt) => prompt === 'Two';
    const first = await work(flags);
    expect(first.output).toContain('2 answered, 0 answered before, 1 failed');
    expect(first.status).toBe(1);
    expect(parsed(output).find(({ line }) => line === 2)?.error).toMatch(/answered 400: No\./);

    fails = () => false;
    const second = await work(flags);
    expect(second.output).toContain('1 answered, 2 answered before, 0 failed');
    expect(second.status).toBe(0);
    expect(
      parsed(output)
        .map(({ line }) => line)
        .toSorted(),
    ).toEqual([1, 2, 3]);
  });

  it.each([
    ['a line that is not JSON', ['"One"', 'Two'], /^Line 2 is not JSON: Two$/m],
    ['a line without a prompt', ['"One"', '{}'], /^Line 2 has no prompt/m],
  ])('refuses %s before anything is asked', async (_, lines, message) => {
    const { status, output: said } = await work(folder(lines).flags);

    expect(said).toMatch(message);
    expect(server.requests).toHaveLength(0);
    expect(status).toBe(1);
  });

  it('refuses an output that answers another input', async () => {
    const { input, flags } = folder(['"One"']);
    await work(flags);
    writeFileSync(input, '"Another"\n');
    const { status, output: said } = await work(flags);

    expect(said).toMatch(/^Line 1 of the output answers another prompt than the input/m);
    expect(server.requests).toHaveLength(1);
    expect(status).toBe(1);
  });

  it('refuses --input without --output', async () => {
    const { status, output: said } = await command('batch/index.ts', ['--input', 'in.jsonl']);

    expect(said).toBe('--input and --output go together: give both or neither.\n');
    expect(status).toBe(1);
  });
});
