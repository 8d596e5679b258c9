import type { Entry } from '../../scripts/introspect/format/entry.ts';
import { readSources } from '../support/read-sources.ts';

const TEXT = { type: 'string' };
const NUMBER = { type: 'number' };

const ROWS: readonly (readonly [name: string, source: string, properties: object, required: readonly string[]])[] = [
  [
    'any',
    'export function f(x: string): string;\nexport function f(x: number): string;\nexport function f(x: any) { return String(x); }',
    { x: { type: ['string', 'number'] } },
    ['x'],
  ],
  [
    'unknown',
    'export function f(x: string, y?: number): string;\nexport function f(x: unknown, y?: unknown) { return [x, y].join(); }',
    { x: TEXT, y: NUMBER },
    ['x'],
  ],
  [
    'a rest of any',
    'export function f(x: string): string;\nexport function f(x: number, y: boolean): string;\nexport function f(...all: any[]) { return all.join(); }',
    { x: { type: ['string', 'number'] }, y: { type: 'boolean' } },
    ['x'],
  ],
  [
    'a rest of any after a name',
    'export function f(id: string, x: string): string;\nexport function f(id: string, ...all: unknown[]) { return id + all.join(); }',
    { id: TEXT, x: TEXT },
    ['id', 'x'],
  ],
  [
    'any, next to an overload that cannot be sent',
    'export function f(x: string): string;\nexport function f(x: () => void): string;\nexport function f(x: any) { return String(x); }',
    { x: TEXT },
    ['x'],
  ],
  ['any, in an annotated variable', 'export const f: (x: string) => string = (x: any) => x;', { x: TEXT }, ['x']],
  [
    'any, in a method',
    'export class A { static f(x: string): string; static f(x: any) { return String(x); } }',
    { x: TEXT },
    ['x'],
  ],
  ['any, without overloads', 'export function f(x: any) { return String(x); }', { x: {} }, ['x']],
  [
    'types of its own',
    'export function f(x: string): string;\nexport function f(x: string | number, y = 1) { return String(x) + y; }',
    { x: { type: ['string', 'number'] }, y: NUMBER },
    ['x'],
  ],
];

const schemaOf = (entries: readonly Entry[]): unknown => {
  const [entry] = entries;
  return entry?.kind === 'function' ? entry.schema?.parameters : undefined;
};

describe('the schema of a function with overloads, whose implementation says', () => {
  const files = ROWS.map((_, at) => `/f${String(at)}.ts`);
  const results = readSources(Object.fromEntries(ROWS.map(([, source], at) => [files[at] ?? '', source])));

  it.each(ROWS.map(([name, , properties, required], at) => ({ name, properties, required, at })))(
    '$name takes what they take',
    ({ properties, required, at }) => {
      expect(schemaOf(results[at]?.entries ?? [])).toMatchObject({ properties, required });
    },
  );
});

it('refuses an overload whose type cannot be found', () => {
  const [result] = readSources({
    '/f.ts':
      "import type { Missing } from 'missing';\nexport function f(x: Missing): string;\nexport function f(x: any) { return String(x); }",
  });
  expect(result?.entries[0]?.diagnostics).toMatchObject([
    { line: 2, column: 22, severity: 'error', message: expect.stringContaining('cannot be found: Missing') as string },
  ]);
});
