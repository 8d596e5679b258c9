/**
 * Packs the package and uses it as a new user would. `publint` and are-the-types-wrong look at the tarball. Then
 * projects install it: an ES module that runs an example, one that uses each entry with and without the optional peers,
 * one that lists the files which Node loads, and projects with Jest and Vitest, set up after the README.
 *
 *     npm run check:package
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkEntries } from './entries.ts';
import { checkNode } from './node.ts';
import { complaintOf, expectText, folder, project, root, run, versionOf } from './project.ts';

/** Returns a recipe of the README: the code block that names the file after its language. */
const recipe = (file: string): string => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const block = new RegExp(`^\`\`\`\\w+ ${file.replaceAll('.', '\\.')}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(readme)?.[1];
  if (block === undefined) throw new Error(`The README has no code block for ${file}.`);
  return block;
};

/** Code for a conversation over real HTTP, with a server on loopback that answers as a model would. */
const example = `
const server = createServer((request, reply) => {
  reply.setHeader('content-type', 'text/event-stream');
  reply.write('data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}\\n\\n');
  reply.end('data: {"choices":[{"index":0,"delta":{"content":" there"},"finish_reason":"stop"}]}\\n\\ndata: [DONE]\\n\\n');
});
const listen = () => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
`;

const esm = (tarball: string): void => {
  const path = project('esm', {
    'package.json': '{ "name": "esm-project", "private": true, "type": "module" }',
    'example.js': `
import { createServer } from 'node:http';
import { lastValueFrom, toArray } from 'rxjs';
import { Agent, Swarm } from 'rxswarm';
import { http } from 'rxswarm/models';
import { text } from 'rxswarm/operators';
import { withSchema } from 'rxswarm/schema';
${example}
const swarm = new Swarm(http({ baseURL: \`http://127.0.0.1:\${await listen()}/v1\` }));
const greet = withSchema((name) => \`Hello \${name}\`, { name: 'greet', parameters: { type: 'object', properties: { name: { type: 'string' } } } });
const run = swarm.run({ agent: new Agent({ functions: [greet] }), messages: [{ role: 'user', content: 'Hi' }] });
console.log((await lastValueFrom(run.pipe(text(), toArray()))).join(''));
server.close();
server.closeAllConnections();
`,
  });
  run(path, 'npm', 'install', tarball, ...versionOf('rxjs'));
  expectText(run(path, process.execPath, 'example.js'), 'Hello there');
  writeFileSync(
    join(path, 'functions.ts'),
    '/** Adds. */\nexport function add(a: number, b = 1) {\n  return a + b;\n}\n',
  );
  const command = join(path, 'node_modules/rxswarm/dist/scripts/introspect.js');
  const complaint = complaintOf(path, command, 'introspect', 'functions.ts');
  if (!complaint.includes('run "npm install --save-dev ts-morph"')) throw new Error(complaint);
  run(path, 'npm', 'install', '--save-dev', ...versionOf('ts-morph'));
  run(path, 'npx', 'rxswarm', 'introspect', 'functions.ts');
  run(path, 'npx', 'rxswarm', 'introspect', 'functions.ts', '--check');
  const written = readFileSync(join(path, 'functions.schemas.ts'), 'utf8');
  if (!written.includes("import * as functions from './functions.js'")) throw new Error(written);
};

/** A function with its agent and a test of both, as users write them: the generated module names its neighbour `./functions.js`. */
const tested = {
  'functions.ts': '/** Greets. */\nexport function greet(name: string): string {\n  return `Hello ${name}`;\n}\n',
  'example.test.ts': `
import { of, toArray, lastValueFrom } from 'rxjs';
import { Agent, Swarm, SwarmError } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { text } from 'rxswarm/operators';
import { withSchema } from 'rxswarm/schema';
import { greet } from './functions.schemas.js';

const model: ChatModel = () => of({ choices: [{ delta: { content: greet('Ada') }, finish_reason: 'stop' }] });

it('runs an agent with a generated module', async () => {
  const run = new Swarm(model).run({ agent: new Agent({ functions: [greet] }), messages: [{ role: 'user', content: 'Hi' }] });
  expect(await lastValueFrom(run.pipe(text(), toArray()))).toEqual(['Hello Ada']);
});

it('shares its parts between the entries', () => {
  expect(() => withSchema(undefined as never, undefined as never)).toThrow(SwarmError);
});
`,
};

/** Jest in both kinds of projects, set up after the README. */
const jest = (tarball: string, type: 'module' | 'commonjs'): void => {
  const path = project(`jest-${type}`, {
    ...tested,
    'package.json': JSON.stringify({ name: 'jest-project', private: true, type }),
    'tsconfig.json': recipe('tsconfig.json').replace('["node"]', '["node", "jest"]'),
    'jest.config.cjs': recipe('jest.config.cjs'),
  });
  const tools = versionOf(
    'rxjs',
    'ts-morph',
    'typescript',
    '@types/node',
    'jest',
    '@types/jest',
    '@swc/jest',
    '@swc/core',
  );
  run(path, 'npm', 'install', tarball, ...tools);
  run(path, 'npx', 'rxswarm', 'introspect', 'functions.ts');
  run(path, 'npx', 'tsc', '--noEmit');
  run(path, 'npx', 'jest');
  expectText(run(path, process.execPath, '-p', 'typeof require("rxswarm").Swarm'), 'function');
};

/** Vitest needs no set-up, except that its globals are imported here. */
const vitest = (tarball: string): void => {
  const path = project('vitest', {
    ...tested,
    'example.test.ts': `import { expect, it } from 'vitest';\n${tested['example.test.ts']}`,
    'package.json': '{ "name": "vitest-project", "private": true, "type": "module" }',
  });
  run(path, 'npm', 'install', tarball, ...versionOf('rxjs', 'ts-morph'), 'vitest@4');
  run(path, 'npx', 'rxswarm', 'introspect', 'functions.ts');
  run(path, 'npx', 'vitest', 'run');
};

/** Packs the clone without an earlier build, because `prepack` builds, and returns the path of the tarball. */
const pack = (): string => {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(root, 'npm', 'pack', '--pack-destination', folder);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');
  const packed = run(root, 'tar', '-tf', tarball).split('\n');
  const guides = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => basename(path) === 'README.md',
  );
  const missing = guides.filter((guide) => !packed.includes(`package/lib/${guide}`));
  if (missing.length > 0) throw new Error(`The package lacks the guides ${missing.join(', ')}.`);
  return tarball;
};

try {
  const tarball = pack();
  console.log(run(import.meta.dirname, 'npx', 'publint', 'run', tarball, '--strict'));
  console.log(run(import.meta.dirname, 'npx', 'attw', tarball, '--profile', 'esm-only'));
  esm(tarball);
  await checkEntries(tarball);
  checkNode(tarball);
  jest(tarball, 'commonjs');
  jest(tarball, 'module');
  vitest(tarball);
  console.log('The package installs, resolves and runs.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
