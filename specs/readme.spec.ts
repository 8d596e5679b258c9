import { trace } from '@opentelemetry/api';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ts from 'typescript';
import type { ChatCompletionRequest } from 'rxswarm';
import { print, printedBy } from './support/readme-console.ts';
import { blocksOf, ROOT } from './support/readme.ts';

/** Where the blocks are written: inside the project, so that their imports resolve as a user's would. */
const FOLDER = join(ROOT, 'specs/.readme');

const all = blocksOf('README.md');
const blocks = all.filter(({ language }) => language === 'ts');
const pathOf = (line: number) => join(FOLDER, `line-${line}.ts`);

/** Writes the blocks down, and what `rxswarm introspect` makes of those that have a file's name. */
const writeBlocks = (): void => {
  mkdirSync(FOLDER, { recursive: true });
  const prelude = (line: number) =>
    `import { consoleOf } from '../support/readme-console.ts';\nconst console = consoleOf(${line});\n`;
  for (const { line, code } of blocks)
    writeFileSync(pathOf(line), prelude(line) + code.replace(/'(\.\/[^']+)\.js'/g, "'$1.ts'"));
  const files = all.flatMap(({ language, code }) => {
    const [, file] = /^ts (\S+)$/.exec(language) ?? [];
    return file === undefined ? [] : [{ path: join(FOLDER, file), code }];
  });
  for (const { path, code } of files) writeFileSync(path, code);
  const command = ['scripts/introspect.ts', 'introspect', ...files.map(({ path }) => path)];
  execFileSync(join(ROOT, 'node_modules/.bin/tsx'), command, { cwd: ROOT });
};

/** A model as far as the README needs one: it calls the first function it is offered, then it answers. */
const answer = ({ messages, tools, response_format: format }: ChatCompletionRequest): object => {
  if (format !== undefined) return { role: 'assistant', content: '{"name":"Ada","age":36}' };
  if (tools?.[0] && messages.at(-1)?.role === 'user') {
    return { tool_calls: [{ index: 0, id: 'call_1', function: { name: tools[0].function.name, arguments: '{}' } }] };
  }
  return { role: 'assistant', content: 'We do, Ada: ten thousand of them, and they are lovely.' };
};

let underWay = 0;

const modelServer = (): Server =>
  createServer((request, reply) => {
    underWay++;
    reply.on('close', () => underWay--);
    let body = '';
    request.on('data', (text: Buffer) => (body += text.toString()));
    request.on('end', () => {
      const delta = answer(JSON.parse(body) as ChatCompletionRequest);
      reply.setHeader('content-type', 'text/event-stream');
      reply.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`);
      reply.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`);
      reply.end('data: [DONE]\n\n');
    });
  });

/** Runs a block as a module of its own and gives what it printed once that has come. */
const run = async (line: number, prints: string | undefined): Promise<string> => {
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => (print(line, String(text)), true));
  try {
    await import(pathOf(line));
    // A block is over when it has printed what it should, and no request has been under way for a moment.
    const isOver = () => underWay === 0 && (prints === undefined || printedBy(line).includes(prints.trim()));
    for (let calm = 0; calm < 5; calm = isOver() ? calm + 1 : 0) await new Promise((resolve) => setTimeout(resolve, 5));
  } finally {
    write.mockRestore();
  }
  return printedBy(line);
};

/** The block on tracing exports in batches: what is left of them is sent before the spec ends. */
const endTracing = async (): Promise<void> => {
  const { getDelegate } = trace.getTracerProvider() as { getDelegate?: () => { shutdown?: () => Promise<void> } };
  await getDelegate?.call(trace.getTracerProvider()).shutdown?.();
  trace.disable();
};

describe('the README', () => {
  const server = modelServer();
  const { OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;

  beforeAll(async () => {
    writeBlocks();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env['OPENAI_BASE_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    process.env['OPENAI_API_KEY'] = 'none';
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/otel`;
  }, 60_000);

  afterAll(async () => {
    await endTracing();
    Object.assign(process.env, { OPENAI_BASE_URL, OPENAI_API_KEY });
    rmSync(FOLDER, { recursive: true, force: true });
    server.closeAllConnections();
    server.close();
  });

  it('has code that compiles', () => {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, ROOT);
    const program = ts.createProgram(
      blocks.map(({ line }) => pathOf(line)),
      options,
    );
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const place = file?.getLineAndCharacterOfPosition(start).line ?? 0;
      return `${file?.fileName ?? ''}:${place + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    expect(problems).toEqual([]);
  }, 60_000);

  it.each(blocks)('has code that runs: line $line', async ({ line, prints }) => {
    const printed = await run(line, prints);
    if (prints !== undefined) expect(printed.trim()).toBe(prints.trim());
  });
});
