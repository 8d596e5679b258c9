import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import OpenAI from 'openai';
import { SwarmError } from '../../lib/agent/errors.ts';
import { excerpt, serverWords } from '../../lib/models/errors/server-message.ts';
import { http } from '../../lib/models/http.ts';
import { openai } from '../../lib/models/openai.ts';
import { retry } from '../../lib/models/retry.ts';
import { readAnswer } from '../../lib/models/chat-completions/read-answer.ts';
import { bodyDecoder, MAX_BYTES } from '../../lib/models/stream/body-decoder.ts';
import { lines } from '../../lib/models/stream/lines.ts';
import { parseJson } from '../../lib/models/stream/parse-json.ts';
import { redactText } from '../../lib/util/redact.ts';
import { toBytes } from '../support/bytes.ts';
import { failure, outcome } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';
import { answering, content, event, finish, REQUEST } from '../support/wire.ts';

import '../support/node-dispatcher.ts';

const serve = useServers();
const KIB = 1024;
const TOO_LARGE = { type: 'protocol', code: 'too_large', retryable: false };

const WIRES = [
  ['http() over the dispatcher', (baseURL: string, maxBytes?: number) => http({ baseURL, maxBytes })],
  ['http() over fetch', (baseURL: string, maxBytes?: number) => http({ baseURL, maxBytes, dispatcher: false })],
  ['openai()', (baseURL: string, maxBytes?: number) => openai(new OpenAI({ baseURL, apiKey: 'key' }), { maxBytes })],
] as const;

describe.each(WIRES)('%s', (_, make) => {
  it('errors at the first byte above maxBytes, closes the connection, and is not asked again by retry()', async () => {
    const server = await serve({ body: [event(content('x'.repeat(2 * KIB))), { stall: true }] });
    expect(await failure(retry({ delay: 1 })(make(server.url, KIB))(REQUEST))).toMatchObject(TOO_LARGE);
    expect(await server.until(({ open }) => open === 0)).toMatchObject({ requests: 1 });
  });

  it('counts the bytes after decompression', async () => {
    const bomb = gzipSync(event(content('x'.repeat(100 * KIB))));
    const server = await serve({ headers: { 'content-encoding': 'gzip' }, body: [bomb, { stall: true }] });
    expect(bomb.length).toBeLessThan(KIB);
    expect(await failure(make(server.url, 10 * KIB)(REQUEST))).toMatchObject(TOO_LARGE);
    await server.until(({ open }) => open === 0);
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('reads %s that was sent unasked, in pieces, also of an error', async (encoding, compress) => {
    const bytes = compress(answering('Hello', ' you').join(''));
    const headers = { 'content-encoding': encoding };
    const [half, rest] = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
    const server = await serve([
      { headers, body: [half, rest] },
      { status: 400, headers, body: [compress('{"error":{"message":"Too odd","code":"odd"}}')] },
    ]);
    const model = make(server.url);
    expect(await outcome(model(REQUEST))).toEqual({
      values: [content('Hello'), content(' you'), finish()],
      error: undefined,
    });
    expect(await failure(model(REQUEST))).toMatchObject({ type: 'http', status: 400, code: 'odd' });
  });
});

it('http() over the dispatcher reads deflate without its header, and keeps the status of an error in an unknown encoding', async () => {
  const server = await serve([
    { headers: { 'content-encoding': 'deflate' }, body: [deflateRawSync(answering('Hi').join(''))] },
    { status: 503, headers: { 'content-encoding': 'odd' }, body: ['x'] },
    { headers: { 'content-encoding': 'odd' }, body: ['x'] },
  ]);
  const model = http({ baseURL: server.url });
  expect((await outcome(model(REQUEST))).values).toEqual([content('Hi'), finish()]);
  expect(await failure(model(REQUEST))).toMatchObject({ type: 'http', status: 503 });
  expect(await failure(model(REQUEST))).toMatchObject({ type: 'protocol', retryable: false });
});

describe('bodyDecoder()', () => {
  const push = (bytes: Uint8Array, times: number, maxBytes?: number) => {
    const decoder = bodyDecoder({ closed: false, next: () => undefined }, readAnswer(), maxBytes);
    for (let n = 0; n < times; n++) decoder.push(bytes);
  };
  const comment = toBytes(`: ${'x'.repeat(1021)}\n`);

  it('takes 16 MiB and not a byte more by default', () => {
    expect(() => push(comment, MAX_BYTES / KIB)).not.toThrow();
    expect(() => push(comment, MAX_BYTES / KIB + 1)).toThrow(SwarmError);
  });

  it('takes any number of bytes where maxBytes is Infinity, in lines of up to 16 MiB', () => {
    expect(() => push(comment, MAX_BYTES / KIB + 1, Infinity)).not.toThrow();
    const endless = toBytes('x'.repeat(1024 * KIB));
    expect(() => push(endless, 16, Infinity)).not.toThrow();
    expect(() => push(endless, 17, Infinity)).toThrow('A line of the answer is larger than 16.00 MiB');
  });

  it.each([0, -1, Number.NaN])('is not made for a maxBytes of %d', (maxBytes) => {
    expect(() => http({ maxBytes })).toThrow('http({ maxBytes }) must be a number from 1 up');
    expect(() => openai(undefined, { maxBytes })).toThrow('openai(client, { maxBytes }) must be a number from 1 up');
  });
});

/** Counts the characters that a text gives out, one by one. */
const counting = (text: string) => {
  const steps = { count: 0 };
  const counted = Object.assign(Object(text) as string & { charCodeAt: (at: number) => number }, {
    charCodeAt: (at: number) => (steps.count++, text.charCodeAt(at)),
  });
  return { steps, counted };
};

describe('work that grows with its input', () => {
  it('of parseJson() is one look at each character', () => {
    const looks = [4_000, 8_000, 16_000].map((length) => {
      const { steps, counted } = counting(`[${'"a",'.repeat(length / 4)}"a"]`);
      parseJson(counted);
      return steps.count / length;
    });
    for (const look of looks) expect(look).toBeLessThan(1.01);
  });

  it('of lines() is one copy of each byte, however small the pieces', () => {
    const copies = [1_000, 2_000, 4_000].map((length) => {
      let copied = 0;
      const set = jest.spyOn(Uint8Array.prototype, 'set').mockImplementation(function (this: Uint8Array, from) {
        copied += from.length;
      });
      const splitter = lines();
      for (let n = 0; n < length; n++) splitter.push(toBytes('x'));
      splitter.push(toBytes('\n'));
      set.mockRestore();
      return copied / length;
    });
    for (const copy of copies) expect(copy).toBeLessThan(1.1);
  });

  /** Texts that make a backtracking pattern quadratic. At a million characters that would take minutes; these take milliseconds. */
  const LONG = 1_000_000;
  it.each<[string, (text: string) => unknown, string]>([
    ['serverWords() in a page of title tags', serverWords, `<${'<title'.repeat(LONG / 6)}`],
    ['serverWords() in a page of open tags', serverWords, `<html>${'<title>'.repeat(LONG / 7)}`],
    ['excerpt() in blank text', excerpt, ' '.repeat(LONG)],
    ['redactText() in one word', redactText, 'x'.repeat(LONG)],
    ['redactText() in dashes', redactText, 'sk-'.repeat(LONG / 3)],
    ['redactText() in words of a token', redactText, 'eyJ-'.repeat(LONG / 4)],
    ['redactText() in schemes', redactText, 'http://'.repeat(LONG / 7)],
    ['redactText() in the word Bearer', redactText, 'Bearer '.repeat(LONG / 7)],
    ['redactText() behind the word Bearer', redactText, `Bearer${' '.repeat(LONG)}`],
  ])('of %s stays linear', (_, work, text) => {
    expect(() => work(text)).not.toThrow();
  });
});

describe('upstream words', () => {
  it('lose control characters and marks that reverse a text', () => {
    expect(serverWords('{"error":"No\\u001b[31m \\u0000red\\u202e and \\u2066odd"}')).toBe('No[31m red and odd');
  });
});
