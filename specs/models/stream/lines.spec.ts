import fc from 'fast-check';
import { lines } from '../../../lib/models/stream/lines.ts';
import { splitAt, toBytes } from '../../support/bytes.ts';

const read = (pieces: readonly Uint8Array[]): readonly string[] => {
  const reader = lines();
  return [...pieces.map((piece) => reader.push(piece)), reader.rest()];
};

const text = (...pieces: readonly string[]): readonly string[] => read(pieces.map(toBytes));

describe('lines', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['hold back what has no line break yet', ['a', 'b\n', 'c'], ['', 'ab\n', '', 'c']],
    ['come many at once', ['a\nb\nc\nd'], ['a\nb\nc\n', 'd']],
    ['may end with CRLF', ['a\r\nb\r\n'], ['a\nb\n', '']],
    ['may end with CR, now and not with the next read', ['a\r', 'b\r'], ['a\n', 'b\n', '']],
    ['may have a CRLF split in two', ['a\r', '\nb\n'], ['a\n', 'b\n', '']],
    ['know an empty line after a split CRLF', ['a\r', '\n\r', '\n'], ['a\n', '\n', '', '']],
    ['lose one byte order mark, the first', ['\uFEFF\uFEFFa\n\uFEFFb\n'], ['\uFEFFa\n\uFEFFb\n', '']],
    ['are none in an empty body', ['', ''], ['', '', '']],
  ])('%s', (_, pieces, expected) => {
    expect(text(...pieces)).toEqual(expected);
  });

  it('keep a character whose bytes come one by one', () => {
    const bytes = toBytes('é漢🙂\n');
    expect(read([...bytes].map((byte) => Uint8Array.of(byte))).join('')).toBe('é漢🙂\n');
  });

  it('replace bytes that are not UTF-8', () => {
    expect(read([Uint8Array.of(0xff, 0x61, 0x0a)])).toEqual(['\uFFFDa\n', '']);
  });

  it('are the same however the bytes are split', () => {
    const piece = fc.constantFrom('\r', '\n', '\r\n', 'a', 'é', '🙂', '\uFEFF', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(80)), (pieces, places) => {
        const whole = pieces.join('');
        const bytes = toBytes(whole);
        const expected = whole.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
        expect(read(splitAt(bytes, places)).join('')).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
