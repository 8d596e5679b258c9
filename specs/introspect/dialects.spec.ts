import { dialectWarnings } from '../../scripts/introspect/dialects/dialect-warnings.ts';
import { DIALECTS } from '../../scripts/introspect/dialects/dialects.ts';
import { DIALECT_RULES } from '../../scripts/introspect/dialects/rules.ts';
import { optionsOf } from '../../scripts/introspect/options.ts';
import { introspected } from '../support/introspected.ts';

type Case = readonly [rule: string, breaks: string, place: string, keeps: string];

const x = (type: string, tag = '', name = 'x'): string =>
  `/** F. ${tag} */ export function f(${name}: ${type}) { return ${name}; }`;

/** Each rule, by the beginning of its sentence: a source that breaks it, the place, and one that keeps it. */
const CASES: readonly Case[] = [
  ["OpenAI's strict mode", x('Record<string, string>'), '/properties/x', x('string')],
  ['OpenAI refuses patterns', x('string', '@pattern x ^(?!a).*$'), '/properties/x', x('string', '@pattern x ^a$')],
  ["Claude's strict tools take no bounds", x('number', '@minimum x 1'), '/properties/x', x('number')],
  [
    "Claude's strict tools take no maxItems",
    x('string[]', '@maxItems x 2'),
    '/properties/x',
    x('[string, ...string[]]'),
  ],
  ["Claude's strict tools take no types", `interface T { t: T[] } ${x('T')}`, '/properties/x', x('{ t: string }')],
  ['Claude takes property names', x('string', '', 'é'), '/properties/é', x('string')],
  ['Gemini takes enums', x('1 | 2'), '/properties/x', x("'1' | '2'")],
  ['Gemini takes no empty string', x("'' | 'a'"), '/properties/x', x("'a' | 'b'")],
  ['Gemini takes the format', x('string', '@format x email'), '/properties/x', x('Date')],
  ["Gemini's parameters take no references", `interface T { t: T[] } ${x('T')}`, '/properties/x', x('{ t: string }')],
  ["Gemini's parameters take no records", x('Record<string, string>'), '/properties/x', x('{ a: string }')],
  [
    "Gemini's parameters know no exclusive",
    x('number', '@multipleOf x 2'),
    '/properties/x',
    x('number', '@minimum x 2'),
  ],
  ['Gemini takes names', '', '', x('string')],
  ['Gemini takes parameter names', x('string', '', '$x'), '/properties/$x', x('string')],
];

describe('the rules of dialects', () => {
  it('each have a source, its month, and a case here', () => {
    for (const { source, date, dialect } of DIALECT_RULES)
      expect([source, date, dialect]).toEqual([
        expect.stringMatching(/^[\w.-]+\.\w+\//),
        expect.stringMatching(/^20\d\d-\d\d$/),
        expect.stringMatching(DIALECTS.join('|')),
      ]);
    const rules = CASES.map(([rule]) => DIALECT_RULES.find(({ says }) => says.startsWith(rule)));
    expect(rules).toEqual(DIALECT_RULES);
  });

  const withSources = CASES.filter(([rule]) => rule !== 'Gemini takes names');

  it.each(withSources)('%s …: warned about where it is broken, and only there', (rule, breaks, place, keeps) => {
    const { dialect = 'openai' } = DIALECT_RULES.find(({ says }) => says.startsWith(rule)) ?? {};
    const said = (text: string): readonly string[] =>
      dialectWarnings(introspected(text).file.entries, dialect).map(({ message }) => message);
    expect(said(breaks)).toContainEqual(expect.stringMatching(new RegExp(`^${rule}.*: ${place.replace('$', '\\$')}`)));
    expect(said(keeps).filter((message) => message.startsWith(rule))).toEqual([]);
  });

  it('Gemini takes names …: a name that begins with a digit or a hyphen is warned about', () => {
    const [entry] = introspected(x('string')).file.entries;
    if (entry?.kind !== 'function' || !entry.schema) throw new Error('f is a function');
    const named = { ...entry, schema: { ...entry.schema, name: '2nd' } };
    expect(dialectWarnings([named], 'gemini')).toEqual([
      {
        ...{ file: '/f.ts', line: 1, column: 28, severity: 'warning', subject: 'f' },
        message: 'Gemini takes names of functions that begin with a letter or "_"',
      },
    ]);
  });

  it('names three places and counts the others', () => {
    const { file } = introspected(x('{ a: 1; b: 2; c: 3; d: 4; e: 5 }'));
    expect(dialectWarnings(file.entries, 'gemini').map(({ message }) => message)).toEqual([
      'Gemini takes enums of strings only: /properties/x/properties/a, /properties/x/properties/b, /properties/x/properties/c and 2 more',
    ]);
  });

  it('are checked for outputs as well', () => {
    const { file } = introspected('/** T. @schema */ export interface T { n: 1 | 2 }');
    expect(dialectWarnings(file.entries, 'gemini')).toHaveLength(1);
    expect(dialectWarnings(file.entries, 'openai')).toEqual([]);
  });
});

it('--target takes openai, anthropic and gemini', () => {
  expect(optionsOf(['f.ts', '--target', 'gemini']).target).toBe('gemini');
  expect(() => optionsOf(['f.ts', '--target', 'mistral'])).toThrow(
    '--target must be openai or anthropic or gemini, got "mistral"',
  );
  expect(() => optionsOf(['f.ts', '--graph', 'json', '--target', 'openai'])).toThrow('leave --target out');
});
