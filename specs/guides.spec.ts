import { trace } from '@opentelemetry/api';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import ts from 'typescript';
import type { ChatCompletionRequest } from 'rxswarm/models';
import { print, printedBy } from './support/markdown-console.ts';
import { blocksOf, ROOT, type Block } from './support/markdown.ts';

/** Where the blocks are written: inside the project, so that their imports resolve as a user's would. */
const FOLDER = join(ROOT, 'specs/.guides');

const guidesBelow = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => basename(path) === 'README.md')
    .map((path) => join(folder, path))
    .sort();

/** The README, and each guide beside the code it explains. */
const GUIDES = ['README.md', ...guidesBelow('lib')];

interface Example extends Block {
  /** `README.md:12`. */
  readonly name: string;
  /** The folder of its guide: blocks of one guide may import each other's files, those of two may not. */
  readonly folder: string;
  readonly path: string;
}

const all: readonly Example[] = GUIDES.flatMap((guide) => {
  const folder = join(FOLDER, guide.replaceAll('/', '-').replace(/\.md$/, ''));
  return blocksOf(guide).map((block) => ({
    ...block,
    name: `${guide}:${block.line}`,
    folder,
    path: join(folder, `line-${block.line}.ts`),
  }));
});
const blocks = all.filter(({ language }) => language === 'ts');

/** Writes the blocks down, and the modules that `rxswarm introspect` makes of those that have a file's name. */
const writeBlocks = (): void => {
  for (const folder of new Set(all.map((block) => block.folder))) mkdirSync(folder, { recursive: true });
  const prelude = (name: string) =>
    `import { consoleOf } from '../../support/markdown-console.ts';\nconst console = consoleOf('${name}');\n`;
  for (const { name, path, code } of blocks)
    writeFileSync(path, prelude(name) + code.replace(/'(\.\/[^']+)\.js'/g, "'$1.ts'"));
  const files = all.flatMap(({ language, folder, code }) => {
    const [, file] = /^ts (\S+)$/.exec(language) ?? [];
    return file === undefined ? [] : [{ path: join(folder, file), code }];
  });
  for (const { path, code } of files) writeFileSync(path, code);
  const command = ['scripts/introspect.ts', 'introspect', ...files.map(({ path }) => path)];
  execFileSync(join(ROOT, 'node_modules/.bin/tsx'), command, { cwd: ROOT });
};

/** The model that all blocks talk to: it calls the first function it is offered, then it answers. */
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

/** Runs a block as a module of its own and returns what it printed. */
const run = async ({ name, path, prints }: Example): Promise<string> => {
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => (print(name, String(text)), true));
  try {
    await import(path);
    // A block is over when it has printed what it should, and no request has been under way for a moment.
    const isOver = () => underWay === 0 && (prints === undefined || printedBy(name).includes(prints.trim()));
    // A block that prints something else is given up before Jest gives up the spec, so that the difference is shown.
    for (let calm = 0, waits = 0; calm < 5 && waits < 600; waits++) {
      calm = isOver() ? calm + 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    write.mockRestore();
  }
  return printedBy(name);
};

/** The block on tracing exports in batches: what is left of them is sent before the spec ends. */
const endTracing = async (): Promise<void> => {
  const { getDelegate } = trace.getTracerProvider() as { getDelegate?: () => { shutdown?: () => Promise<void> } };
  await getDelegate?.call(trace.getTracerProvider()).shutdown?.();
  trace.disable();
};

describe('the README and the guides', () => {
  const server = modelServer();
  const { OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;

  beforeAll(async () => {
    writeBlocks();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env['OPENAI_BASE_URL'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    process.env['OPENAI_API_KEY'] = 'none';
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/otel`;
  });

  afterAll(async () => {
    await endTracing();
    Object.assign(process.env, { OPENAI_BASE_URL, OPENAI_API_KEY });
    rmSync(FOLDER, { recursive: true, force: true });
    server.closeAllConnections();
    server.close();
  });

  it('have code that compiles', () => {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, ROOT);
    const program = ts.createProgram(
      blocks.map(({ path }) => path),
      options,
    );
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const place = file?.getLineAndCharacterOfPosition(start).line ?? 0;
      return `${file?.fileName ?? ''}:${place + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    expect(problems).toEqual([]);
  });

  it.each(blocks)('have code that runs and prints what it says: $name', async (block) => {
    const printed = await run(block);
    if (block.prints !== undefined) expect(printed.trim()).toBe(block.prints.trim());
  });
});
