import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FOLDER } from '../build.ts';
import { median } from '../statistics.ts';
import type { ApiName } from './answers.ts';

/** An API whose bytes are read, or the parts of a language model of the AI SDK. */
export type Measured = ApiName | 'ai-sdk';

/** Nanoseconds of CPU for each text delta of an API, and for how many times of those by hand the others take. */
export interface WireCost {
  readonly api: Measured;
  /** Median for the reader by hand. */
  readonly byHand: number;
  /** Medians of the ratios within one round; `undefined` where there is no such reader. */
  readonly rxswarm: number | undefined;
  readonly vendor: number | undefined;
}

const root = join(import.meta.dirname, '../../..');
const folder = join(FOLDER, 'wires');
const worker = join(folder, 'worker.js');
const VENDORS = ['openai', '@anthropic-ai/sdk', '@google/genai', 'ai'];

const installVendors = (): void => {
  if (VENDORS.every((name) => existsSync(join(folder, 'node_modules', name)))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  console.error(`Installing ${VENDORS.join(', ')} …`);
  const options = ['--no-audit', '--no-fund', '--ignore-scripts'];
  execFileSync('npm', ['install', ...options, ...VENDORS], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
};

const compile = (): Promise<unknown> =>
  build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: worker,
    bundle: true,
    packages: 'external',
    alias: {
      'rxswarm/models/ai-sdk': join(root, 'lib/models/ai-sdk/index.ts'),
      'rxswarm/models/anthropic': join(root, 'lib/models/anthropic/index.ts'),
      'rxswarm/models/gemini': join(root, 'lib/models/gemini/index.ts'),
      'rxswarm/models/responses': join(root, 'lib/models/responses/index.ts'),
      'rxswarm/models': join(root, 'lib/models/index.ts'),
    },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });

const cost = (api: Measured, reader: string, isShort: boolean): number | undefined => {
  const [deltas, runs] = isShort ? [20, 1] : [2000, 100];
  const printed = execFileSync(process.execPath, [worker, api, reader, String(deltas), String(runs)], {
    encoding: 'utf8',
  });
  return printed === '' ? undefined : Number(printed);
};

/**
 * Measures how much CPU a text delta costs: through each wire, read by hand, and on demand through the vendor's own client, which
 * is installed for that. Each figure has a process of its own. Rounds alternate the readers.
 */
export const wireCosts = async (
  rounds: number,
  withVendors: boolean,
  isShort: boolean,
): Promise<readonly WireCost[]> => {
  mkdirSync(folder, { recursive: true });
  if (withVendors) installVendors();
  await compile();
  const apis: readonly Measured[] = ['chat-completions', 'responses', 'anthropic', 'gemini', 'ai-sdk'];
  const readers = ['by hand', 'rxswarm', ...(withVendors ? ['vendor'] : [])];
  const all = Array.from({ length: rounds }, (_, round) =>
    apis.map((api) => {
      console.error(`${round + 1}/${rounds} ${api}`);
      return readers.map((reader) => cost(api, reader, isShort));
    }),
  );
  return apis.map((api, place) => {
    const own = all.map((round) => round[place] ?? []);
    const ratios = (reader: number): number | undefined => {
      const found = own.flatMap(([hand, ...others]) => {
        const other = others[reader];
        return hand === undefined || other === undefined ? [] : [other / hand];
      });
      return found.length === 0 ? undefined : median(found);
    };
    return { api, byHand: median(own.flatMap(([hand]) => hand ?? [])), rxswarm: ratios(0), vendor: ratios(1) };
  });
};
