import { join } from 'node:path';
import { filesOf } from '../../scripts/introspect/files.ts';
import { mapOf } from '../../scripts/introspect/format/map.ts';
import { openProgram } from '../../scripts/introspect/parse/program.ts';
import { readerOf } from '../../scripts/introspect/parse/reader.ts';
import { readFiles } from '../../scripts/introspect/read.ts';
import { endpointProblems, metaProblem } from '../support/json-schema.ts';

type Json = Readonly<Record<string, unknown>>;

/* Sources of real packages. Their schemas may be of little use, but must be right, or refused with a place. */
const modules = join(process.cwd(), 'node_modules');
const files = [
  join(modules, 'rxjs/dist/types/index.d.ts'),
  join(modules, 'rxjs/src/index.ts'),
  join(modules, 'openai/index.d.ts'),
  join(modules, 'openai/resources/chat/completions/completions.d.ts'),
  join(modules, 'openai/src/streaming.ts'),
  join(modules, 'eventsource-parser/dist/index.d.ts'),
  join(modules, 'fast-check/lib/fast-check.d.ts'),
  join(modules, 'prettier/index.d.ts'),
  ...filesOf(['lib/*.ts', 'scripts/introspect/*.ts']),
];

const results = readFiles(readerOf(openProgram({ files })), files, 'auto');
const entries = Object.entries(mapOf(results)) as readonly (readonly [string, Json])[];
const written = entries.filter(([, entry]) => !('error' in entry));

it('writes schemas for hundreds of functions of real packages', () => {
  expect(written.length).toBeGreaterThan(200);
  expect(entries.length - written.length).toBeGreaterThan(100);
});

it('writes only valid schemas that the endpoint accepts', () => {
  const wrong = written.flatMap(([key, { parameters, accepts, strict }]) => {
    const problems = [metaProblem(parameters as Json), accepts ? metaProblem(accepts as Json) : null];
    return [
      ...problems.filter((problem) => problem !== null),
      ...endpointProblems(parameters as Json, strict === true),
    ].map((problem) => `${key}: ${problem}`);
  });
  expect(wrong).toEqual([]);
});

it('reports a place for each refusal', () => {
  const lines = entries.flatMap(([, { error }]) => (typeof error === 'string' ? error.split('\n') : []));
  expect(lines.filter((line) => !/^\S+\.[cm]?[jt]sx?:\d+:\d+ \S+: .+/.test(line))).toEqual([]);
});
