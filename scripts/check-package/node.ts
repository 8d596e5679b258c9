import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectText, project, run, versionOf } from './project.ts';

/** Checks that each entry fails with the error class that `rxswarm` exports, under its own name. */
const identities = `
import * as main from 'rxswarm';
import { submit } from 'rxswarm/bullmq';
import { connect } from 'rxswarm/client';
import { output } from 'rxswarm/operators';
import { withSchema } from 'rxswarm/schema';
import { serve } from 'rxswarm/server';
import { scriptedModel } from 'rxswarm/testing';
import { createRequire } from 'node:module';
import { defer, firstValueFrom, from } from 'rxjs';
const agent = new main.Agent();
const swarm = new main.Swarm(scriptedModel(['Hello there']));
const messages = [{ role: 'user', content: 'Hi' }];
const fetch = async () => new Response('', { status: 500 });
const failures = {
  bullmq: () => submit(undefined, { agent, messages }, { ttl: 0 }),
  client: () => connect('http://server.example/', { fetch }).run({ messages }),
  operators: () => swarm.run({ agent, messages }).pipe(output()),
  schema: () => from(withSchema(1)),
  server: () => from(serve(swarm, { agents: [], start: agent, secret: 'short' })),
  testing: () => scriptedModel([])({ messages }),
};
const failureOf = (failure) => firstValueFrom(defer(failure)).then(() => 'nothing', (error) => error);
for (const [entry, failure] of Object.entries(failures)) {
  const error = await failureOf(failure);
  if (!(error instanceof main.SwarmError)) console.log(entry, 'failed with', error);
}
const required = createRequire(import.meta.url)('rxswarm');
for (const name of ['Agent', 'Result', 'Swarm', 'SwarmError']) {
  if (main[name].name !== name) console.log(name, 'goes by', main[name].name);
  if (required[name] !== main[name]) console.log(name, 'is another for require()');
}
console.log('one of each');
`;

/** Files of `rxswarm`: itself, and the code shared with all other entries, with those that need rxjs, and with `rxswarm/models`. */
const FILES = 4;

/** Packages that `rxswarm` loads. Each costs a part of a millisecond. */
const PACKAGES = ['debug', 'eventsource-parser', 'has-flag', 'ms', 'rxjs', 'rxswarm', 'supports-color', 'tslib'];

/** Checks that Node loads the bundle, once, and each class in it once. */
export const checkNode = (tarball: string): void => {
  const path = project('node', {
    'package.json': '{ "name": "node-project", "private": true, "type": "module" }',
    'identities.js': identities,
    'load.js': `import 'rxswarm';`,
    'schema.js': `import 'rxswarm/schema';`,
    'require.cjs': `require('rxswarm');`,
  });
  run(path, 'npm', 'install', tarball, ...versionOf('rxjs', 'bullmq', 'ioredis', 'jose'));
  expectText(run(path, process.execPath, 'identities.js'), 'one of each');
  for (const file of ['load.js', 'require.cjs']) {
    const loaded = loadedBy(path, file);
    const own = loaded.filter((name) => name.startsWith('rxswarm/'));
    console.log(`${file} loads ${own.length} files of rxswarm, and ${loaded.length - own.length} of others.`);
    if (own.length > FILES || !own.every((name) => name.startsWith('rxswarm/dist/node/'))) throw new Error(own.join());
    const strangers = packagesOf(loaded).filter((name) => !PACKAGES.includes(name));
    if (strangers.length > 0) throw new Error(`rxswarm loads ${strangers.join()}.`);
  }
  expectText(packagesOf(loadedBy(path, 'schema.js')).join(), 'rxswarm,typebox');
};

/** Returns the files of packages that a module loads, which Node lists when it measures coverage. */
const loadedBy = (path: string, file: string): readonly string[] => {
  const coverage = mkdtempSync(join(path, 'coverage-'));
  run(path, 'env', `NODE_V8_COVERAGE=${coverage}`, process.execPath, file);
  return readdirSync(coverage)
    .flatMap((name) => (JSON.parse(readFileSync(join(coverage, name), 'utf8')) as Coverage).result)
    .flatMap(({ url }) => url.split('/node_modules/').slice(1));
};

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

const packagesOf = (files: readonly string[]): readonly string[] =>
  [...new Set(files.map((file) => file.split('/')[0] ?? ''))].sort();
