import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCache } from '../../scripts/introspect/cache.ts';
import type { Output } from '../../scripts/introspect/outputs.ts';
import { stalenessOf } from '../../scripts/introspect/stale.ts';

const OPTIONS = { out: undefined, json: false, strict: 'auto' } as const;
const SAME = 'same results';
const TEXT = 'export {};\n';

/** An up-to-date file that an earlier run has settled, and the next run with the same results. */
const settled = () => {
  const folder = mkdtempSync(join(tmpdir(), 'rxswarm-stale-'));
  mkdirSync(join(folder, 'node_modules'));
  const path = join(folder, 'f.schemas.ts');
  writeFileSync(path, TEXT);
  let made = 0;
  const output: Output = {
    path,
    get text() {
      made += 1;
      return TEXT;
    },
  };
  const cache = openCache(folder, '1');
  stalenessOf(SAME, OPTIONS, cache).settle([output]);
  made = 0;
  const next = (results: string | undefined, options: Parameters<typeof stalenessOf>[1]): readonly Output[] =>
    stalenessOf(results, options, cache).of([output]);
  return { path, output, next, made: () => made };
};

describe('an output of results that were written before', () => {
  it('is up to date without its text being made again', () => {
    const { next, made } = settled();
    expect(next(SAME, OPTIONS)).toEqual([]);
    expect(made()).toBe(0);
  });

  it.each([
    ['edited', (path: string) => writeFileSync(path, `${TEXT}// mine\n`)],
    ['deleted', (path: string) => rmSync(path)],
  ])('is stale when its file was %s', (_, change) => {
    const { next, path, output } = settled();
    change(path);
    expect(next(SAME, OPTIONS)).toEqual([output]);
  });

  it.each([
    ['other results', 'other', OPTIONS],
    ['results that are not stored', undefined, OPTIONS],
    ['another --strict', SAME, { ...OPTIONS, strict: 'never' }],
    ['another --out', SAME, { ...OPTIONS, out: 'out/' }],
  ] as const)('is compared by its text for %s', (_, results, options) => {
    const { next, made } = settled();
    expect(next(results, options)).toEqual([]);
    expect(made()).toBe(1);
  });
});
