import { type AddressInfo, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { tap, VirtualTimeScheduler } from 'rxjs';
import { isWorthRetrying } from '../../lib/agent/errors.ts';
import type { ChatCompletionChunk } from '../../lib/messages/types.ts';
import { retry } from '../../lib/models/retry.ts';
import { timeout } from '../../lib/models/timeout.ts';
import { listenedTo } from '../../lib/models/transport/exchange-listener.ts';
import { bodyOf, splitAt, toBytes } from '../support/bytes.ts';
import type { Answer, Step } from '../support/loopback-server.ts';
import { outcome, type Outcome } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';
import { DONE, REQUEST } from '../support/wire.ts';
import { ANSWER, eventsOf, type FaultyWire, PIECES, WIRES } from './faulty-wires.ts';

const serve = useServers();

const STALL = { stall: true } as const;
const CUT = { destroy: true } as const;
const KIB = 1024;
const [FIRST] = PIECES;

const textIn = (chunks: readonly ChatCompletionChunk[]): string =>
  chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');

/** Tells an outcome in a line: its kind, the server's code, `again` where `retry()` asks again, and the text that was shown. */
const told = ({ values, error }: Outcome<ChatCompletionChunk>): string => {
  if (error === undefined) return `whole: ${textIn(values)}`;
  // The code of a lost connection is the runtime's own.
  const kind = error.type === 'network' || error.code === undefined ? error.type : `${error.type} ${error.code}`;
  return `${kind}, ${isWorthRetrying(error) ? 'again' : 'final'}: ${textIn(values)}`.trimEnd();
};

/** Asks a server that answers so, and waits until it has no answer under way. */
const ask = async (wire: FaultyWire, answer: Answer, maxBytes?: number): Promise<string> => {
  const server = await serve(answer);
  const result = await outcome(wire.model({ baseURL: server.url, ...(maxBytes && { maxBytes }) })(REQUEST));
  await server.until(({ underWay }) => underWay === 0);
  if (result.error) expect(result.error.message).toMatch(/^[A-Z][^\n]{10,600}$/);
  return told(result);
};

/** Reads these pieces as the body of an answer, without a socket. */
const read = async (wire: FaultyWire, pieces: readonly Uint8Array[]): Promise<string> => {
  const fetch = () => Promise.resolve(new Response(bodyOf(pieces)));
  return told(await outcome(wire.model({ baseURL: 'http://server.example', fetch })(REQUEST)));
};

const bytesOf = (wire: FaultyWire): Uint8Array => toBytes(eventsOf(wire).join(''));

/** Puts comments, pings and events without data between all events. */
const kept = (wire: FaultyWire): string =>
  eventsOf(wire)
    .map((each) => `: keep-alive\n\n${each}event: ping\ndata: {"type":"ping"}\n\ndata:\n\n`)
    .join('');

/** Writes the data of all events as one list. */
const listOf = (events: readonly string[]): string =>
  `[${events.flatMap((each) => [...each.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => data)).join(',\n')}]`;

const broken = (wire: FaultyWire, ...rest: readonly Step[]): Answer => ({
  body: [...wire.start, wire.text(FIRST), ...rest],
});

const WHOLE = `whole: ${ANSWER}`;
const NAMED = ['http', 'responses', 'anthropic', 'gemini'] as const;

/** The expected outcome: the same for all wires, or one for each, in the order of `NAMED`. */
type Expected = string | readonly [http: string, responses: string, anthropic: string, gemini: string];

const TABLE: readonly (readonly [string, (wire: FaultyWire) => Answer, Expected])[] = [
  ['all in one write', (wire) => ({ body: [bytesOf(wire)] }), WHOLE],
  ['CRLF', (wire) => ({ body: [eventsOf(wire).join('').replaceAll('\n', '\r\n')] }), WHOLE],
  ['CR', (wire) => ({ body: [eventsOf(wire).join('').replaceAll('\n', '\r')] }), WHOLE],
  ['a byte order mark', (wire) => ({ body: ['\uFEFF', ...eventsOf(wire)] }), WHOLE],
  ['comments, pings and empty events in between', (wire) => ({ body: [kept(wire)] }), WHOLE],
  [
    'gzip that nobody asked for',
    (wire) => ({ headers: { 'content-encoding': 'gzip' }, body: [gzipSync(bytesOf(wire))] }),
    WHOLE,
  ],
  [
    'gzip that is cut',
    (wire) => ({ headers: { 'content-encoding': 'gzip' }, body: [gzipSync(bytesOf(wire)).subarray(0, 40), CUT] }),
    'network, again:',
  ],
  ['one JSON instead of a stream', (wire) => ({ body: [wire.whole] }), WHOLE],
  ['a list of JSON instead of a stream', (wire) => ({ body: [listOf(eventsOf(wire))] }), WHOLE],
  [
    'a list that lacks its end',
    (wire) => ({ body: [listOf([...wire.start, wire.text(FIRST)])] }),
    'incomplete, again:',
  ],
  ['a list with an error', (wire) => ({ body: [listOf([wire.text(FIRST), wire.error])] }), 'api overloaded, again:'],
  ['a list of nothing', () => ({ body: ['[]'] }), 'protocol, again:'],
  ['one JSON that is cut', (wire) => ({ body: [wire.whole.slice(0, -5)] }), 'incomplete, again:'],
  ['one JSON that is none of this API', () => ({ body: ['{"object":"list","data":[]}'] }), 'protocol, again:'],
  ['an error of status 200', () => ({ body: ['{"error":{"message":"Overloaded"}}'] }), 'api, again:'],
  ['a page of HTML of status 200', () => ({ body: ['<html>\n<title>Hello</title>\n', STALL] }), 'protocol, again:'],
  ['no body', () => ({ status: 204 }), 'incomplete, again:'],
  ['an empty body', () => ({}), 'incomplete, again:'],
  ['comments and no event', () => ({ body: [': hello\n\n'] }), 'incomplete, again:'],
  ['a connection that is cut before the headers', () => ({ before: [CUT] }), 'network, again:'],
  ['an event that is cut', (wire) => broken(wire, wire.text('x').slice(0, -9), CUT), `network, again: ${FIRST}`],
  [
    'a character that is cut',
    (wire) => broken(wire, toBytes(`${wire.text('漢').split('漢')[0] ?? ''}漢`).slice(0, -1), CUT),
    `network, again: ${FIRST}`,
  ],
  ['an error after words', (wire) => broken(wire, wire.error, STALL), `api overloaded, again: ${FIRST}`],
  ['an error before words', (wire) => ({ body: [...wire.start, wire.error, STALL] }), 'api overloaded, again:'],
  ['an event that is not JSON', (wire) => broken(wire, 'data: {oops}\n\n', STALL), `protocol, again: ${FIRST}`],
  [
    'an end mark without an end',
    (wire) => broken(wire, wire.close || ': no such mark\n\n'),
    // An answer of Chat Completions is whole with [DONE].
    [`whole: ${FIRST}`, `incomplete, again: ${FIRST}`, `incomplete, again: ${FIRST}`, `incomplete, again: ${FIRST}`],
  ],
  [
    'a [DONE] without an end',
    (wire) => broken(wire, DONE),
    [`whole: ${FIRST}`, `incomplete, again: ${FIRST}`, `incomplete, again: ${FIRST}`, `incomplete, again: ${FIRST}`],
  ],
  ['a [DONE] after the end', (wire) => ({ body: [...eventsOf(wire), DONE] }), WHOLE],
  ['a start that comes twice', (wire) => ({ body: [...wire.start, ...eventsOf(wire)] }), WHOLE],
  ['no start', (wire) => ({ body: eventsOf(wire).slice(wire.start.length) }), WHOLE],
  ['an end that comes twice', (wire) => broken(wire, ...wire.end, ...wire.end, wire.close), `whole: ${FIRST}`],
  [
    'words after the reason to end',
    (wire) => broken(wire, ...wire.end, wire.text('x'), wire.close),
    // The reason of the Responses API is its end mark. Gemini has given a reason with each event.
    [`whole: ${FIRST}x`, `whole: ${FIRST}`, `whole: ${FIRST}x`, `whole: ${FIRST}x`],
  ],
  [
    'words after the end mark',
    (wire) => ({ body: [...eventsOf(wire), wire.text('x')] }),
    [WHOLE, WHOLE, WHOLE, `${WHOLE}x`],
  ],
  [
    'errors after the end mark',
    (wire) => ({ body: [...eventsOf(wire), wire.error] }),
    [WHOLE, WHOLE, WHOLE, `api overloaded, again: ${ANSWER}`],
  ],
];

describe.each(WIRES)('$name() meets', (wire) => {
  it.each(TABLE)('%s', async (_, answer, expected) => {
    const cell = typeof expected === 'string' ? expected : expected[NAMED.findIndex((name) => name === wire.name)];
    expect(await ask(wire, answer(wire))).toBe(cell);
  });

  const events = eventsOf(wire);
  const { length: before } = wire.start;
  /** The number of events with which the answer is whole. */
  const enough = before + PIECES.length + wire.end.length;
  const shown = (count: number): string => PIECES.slice(0, Math.max(0, count - before)).join('');

  it.each(events.map((_, count) => [count] as const))('a cut and an end after %d events', async (count) => {
    const body = events.slice(0, count);
    const ended = (type: string): string => `${type}, again: ${shown(count)}`.trimEnd();
    expect(await ask(wire, { body: [...body, CUT] })).toBe(count < enough ? ended('network') : WHOLE);
    expect(await ask(wire, { body })).toBe(count < enough ? ended('incomplete') : WHOLE);
  });

  it('an end after each byte: whole with its reason to end, else an error', async () => {
    const bytes = bytesOf(wire);
    // The last event that is needed may lack its blank line.
    const least = toBytes(events.slice(0, enough).join('').trimEnd()).length;
    for (let length = 0; length <= bytes.length; length++) {
      const result = await read(wire, [bytes.slice(0, length)]);
      if (length >= least) expect(result).toBe(WHOLE);
      else expect(result).toMatch(/^incomplete, again:/);
    }
  });

  it.each([['\n'], ['\r\n'], ['\r']])('a split at each byte, and at all of them, with line ends %j', async (end) => {
    const bytes = toBytes(events.join('').replaceAll('\n', end));
    for (let place = 0; place <= bytes.length; place++) expect(await read(wire, splitAt(bytes, [place]))).toBe(WHOLE);
    expect(await read(wire, splitAt(bytes, [...bytes.keys()]))).toBe(WHOLE);
  });

  it.each([
    ['a line without end', 'x'.repeat(2 * KIB)],
    ['comments without end', ': hello\n\n'.repeat(KIB)],
    ['events without end that say nothing', 'event: ping\ndata: {}\n\n'.repeat(KIB)],
  ])('%s, which maxBytes bounds', async (_, text) => {
    expect(await ask(wire, { body: [text, STALL] }, KIB)).toBe('protocol too_large, final:');
  });

  it.each([
    ['x-should-retry: false', 503, 'false', 1],
    ['x-should-retry: true', 400, 'true', 3],
    ['x-should-retry: true for a limit of a month', 429, 'true', 1],
  ])('%s, so that retry() asks as often as the server says', async (_, status, word, times) => {
    const headers = { 'content-type': 'application/json', 'x-should-retry': word };
    const code = status === 429 ? 'enforced_spend_limit_reached' : 'odd';
    const body = [JSON.stringify({ error: { message: 'No', type: 'no', details: { error_code: code } } })];
    const server = await serve({ status, headers, body });
    const asked$ = retry({ delay: 1 })(wire.model({ baseURL: server.url }))(REQUEST);
    expect((await outcome(asked$)).error).toMatchObject({ type: 'http', status, code });
    expect(server.requests).toHaveLength(times);
  });

  it('a connection that is reset', async () => {
    const server = createServer((socket) => {
      socket.once('data', () => {
        const body = Buffer.from(`${wire.start.join('')}${wire.text(FIRST)}`);
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n');
        socket.write(`${body.length.toString(16)}\r\n${body.toString()}\r\n`);
        reset = () => socket.resetAndDestroy();
      });
    });
    let reset = (): unknown => undefined;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const seen: ChatCompletionChunk[] = [];
    const error = await new Promise((resolve, reject) => {
      wire
        .model({ baseURL: `http://127.0.0.1:${String(port)}` })(REQUEST)
        .subscribe({
          next: (chunk) => {
            seen.push(chunk);
            if (textIn(seen) !== '') reset();
          },
          error: resolve,
          complete: () => reject(new Error('completed')),
        });
    });
    server.close();
    expect(error).toMatchObject({ type: 'network', code: 'ECONNRESET' });
    expect(textIn(seen)).toBe(FIRST);
  });
});

describe.each(WIRES)('timeout() around $name() ends', (wire) => {
  const limits = { headers: 1000, firstChunk: 2000, idle: 3000 };

  /** Asks in virtual time; a moment is what the exchange tells of itself. */
  const start = async (answer: Answer) => {
    const scheduler = new VirtualTimeScheduler();
    const server = await serve(answer);
    const moments: string[] = [];
    let changed = (): void => undefined;
    const note = (moment: string) => () => {
      moments.push(moment);
      changed();
    };
    const model = timeout({ ...limits, scheduler })(wire.model({ baseURL: server.url }));
    const request = listenedTo(REQUEST, { headers: note('headers'), read: note('read') });
    const words = note('words');
    const chunks$ = model(request).pipe(tap((chunk) => (textIn([chunk]) === '' ? undefined : words())));
    const result = outcome(chunks$).finally(note('end'));
    const seen = async (moment: string, times = 1): Promise<void> => {
      while (moments.filter((each) => each === moment).length < times) {
        await new Promise<void>((resolve) => (changed = resolve));
      }
      await new Promise(setImmediate);
    };
    const pass = (milliseconds: number): void => {
      scheduler.maxFrames = scheduler.frame + milliseconds;
      scheduler.flush();
      // Its clock stands at the last action otherwise.
      scheduler.frame = scheduler.maxFrames;
    };
    return { server, result, seen, pass, moments };
  };

  it('silence before the headers', async () => {
    const { server, result, pass } = await start({ before: [STALL] });
    await server.until(({ requests }) => requests === 1);
    pass(limits.headers);
    const { error } = await result;
    expect(error).toMatchObject({ type: 'timeout', message: expect.stringContaining('{ headers }') as string });
    await server.until(({ broken }) => broken === 1);
  });

  it.each([
    ['silence', 0, () => [STALL]],
    ['keep-alives', 3, () => [': a\n\n', { wait: 1 }, ': b\n\n', { wait: 1 }, ': c\n\n', STALL]],
  ] as const)('%s before the first word', async (_, reads, body) => {
    const { server, result, pass, seen } = await start({ body: body() });
    await seen('headers');
    await seen('read', reads);
    pass(limits.firstChunk);
    const { error } = await result;
    expect(error?.type).toBe('timeout');
    await server.until(({ broken }) => broken === 1);
  });

  it('silence in the middle, and keep-alives put it off', async () => {
    let alive = (): void => undefined;
    const until = new Promise<void>((resolve) => (alive = resolve));
    const { server, result, pass, seen, moments } = await start(
      broken(wire, { until }, ': keep-alive\n\n', { stall: true }),
    );
    await seen('words');
    pass(limits.idle - 1);
    const reads = moments.filter((moment) => moment === 'read').length;
    alive();
    await seen('read', reads + 1);
    pass(limits.idle - 1);
    expect(moments).not.toContain('end');
    pass(1);
    const { values, error } = await result;
    expect(textIn(values)).toBe(FIRST);
    expect(error).toMatchObject({ type: 'timeout', message: expect.stringContaining('{ idle }') as string });
    await server.until(({ broken: count }) => count === 1);
  });

  it('silence after the reason to end with the whole answer', async () => {
    const { server, result, pass, seen } = await start({ body: [eventsOf({ ...wire, close: '' }).join(''), STALL] });
    await seen('words', PIECES.length);
    pass(limits.idle);
    expect(told(await result)).toBe(WHOLE);
    await server.until(({ underWay }) => underWay === 0);
  });
});
