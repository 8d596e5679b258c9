import { encode } from 'gpt-tokenizer';
import { cutTo } from '../../demos/summarise/cut.ts';

describe('cutTo', () => {
  it('returns a text within the limit unchanged', () => {
    expect(cutTo(100, 'Two words')).toEqual({ text: 'Two words', whole: 2, kept: 2 });
  });

  it('keeps the given number of tokens of a longer text', () => {
    const { text, kept } = cutTo(7, 'The quick brown fox jumps over the lazy dog.');
    expect(kept).toBe(7);
    expect(encode(text)).toHaveLength(7);
  });

  it('never cuts inside a letter', () => {
    const whole = '🐝𒀀'.repeat(20);
    for (let limit = 1; limit < 20; limit++) expect(whole.startsWith(cutTo(limit, whole).text)).toBe(true);
  });

  it('counts <|endoftext|> as text', () => {
    expect(cutTo(100, 'It ends with <|endoftext|>.').text).toBe('It ends with <|endoftext|>.');
  });
});
