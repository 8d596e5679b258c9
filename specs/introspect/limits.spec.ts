import { introspected } from '../support/introspected.ts';

const LONG = `type Few = '0' | '1' | '2' | '3';
type Digit = Few | '4' | '5' | '6' | '7' | '8' | '9';
type Reason = \`r\${Few}\${Digit}\${Digit}_of_a_rather_long_enumeration_with_a_long_tail_of_words\`;
/** Picks. */ export function f(reason: Reason) { return reason; }`;

const ALIKE = `/** Finds. */ export function f(by: { key: string; value: string } | { key: string; value: number }) { return by; }`;

const KINDS = `interface A { readonly value: string; readonly kind: 'a' }
interface B { readonly value: number; readonly kind: 'b' }
/** Adds. */ export function f(item: A | B) { return item; }`;

describe('a limit of the endpoint', () => {
  it.each([
    [
      'a choice of 400 long texts',
      LONG,
      /^warning f: is sent without strict mode: \/properties\/reason: 400 values of 2\d{4} char/,
    ],
    [
      'branches that begin with the same key',
      ALIKE,
      /^warning f: is sent without strict mode: \/properties\/by: its branches/,
    ],
  ])('%s: the function is written without strict mode, with a warning', (_, text, warning) => {
    const { entries, messages } = introspected(text);
    expect(entries['f']).toMatchObject({ schema: { strict: false } });
    expect(messages).toEqual([expect.stringMatching(warning)]);
    expect(introspected(text, { strict: 'never' }).messages).toEqual([]);
  });

  it('is an error with --strict always', () => {
    expect(introspected(ALIKE, { strict: 'always' }).messages).toEqual([
      expect.stringMatching(
        /^error f: strict mode cannot hold: \/properties\/by: its branches begin with the same key/,
      ),
    ]);
  });

  it('needs no warning where a property tells the branches apart, nor where strict mode cannot say the type', () => {
    expect(introspected(KINDS)).toMatchObject({ entries: { f: { schema: { strict: true } } }, messages: [] });
    const record = '/** Tags. */ export function f(tags: Record<string, string>) { return tags; }';
    expect(introspected(record)).toMatchObject({ entries: { f: { schema: { strict: false } } }, messages: [] });
  });

  it('of a tagged type is told as well', () => {
    const text = `/** One of two. @schema */ export interface T { by: { v: string } | { v: number } }`;
    expect(introspected(text)).toMatchObject({
      entries: { T: { output: { strict: false } } },
      messages: [expect.stringMatching(/^warning T: is sent without strict mode/)],
    });
  });
});
