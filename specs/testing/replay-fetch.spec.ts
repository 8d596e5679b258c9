import { VirtualTimeScheduler } from 'rxjs';
import { SwarmError } from 'rxswarm';
import {
  type FetchExchange,
  type FetchRecording,
  type Recording,
  replay,
  replayFetch,
  type ReplayFetchOptions,
} from 'rxswarm/testing';

const URL_OF = 'https://api.example.com/v1/chat';
const SENT = { method: 'POST', body: '{"model":"m","n":1}' };

const exchange = (given: Partial<FetchExchange> = {}): FetchExchange => ({
  request: { method: 'POST', url: URL_OF, headers: {}, body: { model: 'm', n: 1 } },
  response: { at: 2, status: 200, statusText: 'OK', headers: { 'x-a': 'b' } },
  pieces: [
    { at: 4, text: 'Hé' },
    { at: 9, base64: btoa('\xc3') },
    { at: 9, base64: btoa('\xa9!') },
  ],
  end: { at: 12, type: 'complete' },
  ...given,
});
const recorded = (...exchanges: readonly FetchExchange[]): FetchRecording => ({ version: 1, of: 'fetch', exchanges });

/** Reads a body to its end: the pieces, and the message of an error. */
const piecesOf = async ({ body }: Response): Promise<readonly string[]> => {
  const reader = body?.getReader();
  const pieces: string[] = [];
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      pieces.push(String.fromCharCode(...part.value));
  } catch (error) {
    pieces.push((error as Error).message);
  }
  return pieces;
};

const readerOf = ({ body }: Response): ReadableStreamDefaultReader<Uint8Array> => {
  if (body === null) throw new Error('There is no body.');
  return body.getReader();
};

/** Lets promises settle, and tells nothing to a clock. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('replayFetch()', () => {
  it('gives the recorded response, in the recorded pieces', async () => {
    const response = await replayFetch(recorded(exchange()))(URL_OF, SENT);
    expect([response.status, response.statusText, response.url]).toEqual([200, 'OK', URL_OF]);
    expect(response.headers.get('x-a')).toBe('b');
    expect(await piecesOf(response)).toEqual(['H\xc3\xa9', '\xc3', '\xa9!']);
  });

  it('gives a response without a body', async () => {
    const empty = exchange({ response: { at: 0, status: 204, statusText: '', headers: {} }, pieces: [] });
    expect((await replayFetch(recorded(empty))(URL_OF)).body).toBeNull();
  });

  it.each([
    [1, [2, 4, 9, 9, 12]],
    [0.5, [4, 8, 18, 18, 24]],
    [undefined, [0, 0, 0, 0, 0]],
  ])('at speed %s gives head, pieces and end at %j ms', async (speed, times) => {
    const scheduler = new VirtualTimeScheduler();
    const fetch = replayFetch(recorded(exchange()), { ...(speed && { speed }), scheduler });
    const seen: number[] = [];
    const drawn = async <T>(promise: Promise<T>): Promise<T> => {
      await settled();
      scheduler.flush();
      const value = await promise;
      seen.push(scheduler.now());
      return value;
    };
    const reader = readerOf(await drawn(fetch(URL_OF)));
    for (let part = await drawn(reader.read()); !part.done; part = await drawn(reader.read()));
    expect(seen).toEqual(times);
  });

  it('never ends an exchange that was unsubscribed from, until it is cancelled', async () => {
    const left = exchange({ end: { at: 9, type: 'unsubscribe' } });
    const reader = (await replayFetch(recorded(left))(URL_OF)).body?.getReader();
    for (let reads = 0; reads < 3; reads++) await reader?.read();
    const rest = reader?.read();
    await reader?.cancel();
    expect(await rest).toEqual({ done: true, value: undefined });
  });

  it('waits for nothing after it was cancelled', async () => {
    const scheduler = new VirtualTimeScheduler();
    const fetch = replayFetch(recorded(exchange()), { speed: 1, scheduler });
    const response = fetch(URL_OF);
    await settled();
    scheduler.flush();
    const reader = (await response).body?.getReader();
    const first = reader?.read();
    await settled();
    expect(scheduler.actions).toHaveLength(1);
    await reader?.cancel();
    await first;
    scheduler.flush();
    expect(scheduler.now()).toBe(2);
  });

  it.each<[string, ReplayFetchOptions['fault'], readonly (readonly string[])[]]>([
    ['before the response', {}, [['rejected'], ['rejected']]],
    ['before the response of one exchange', { exchange: 0 }, [['rejected'], ['H\xc3\xa9', '\xc3', '\xa9!']]],
    ['after the head', { exchange: 1, afterBytes: 0 }, [['H\xc3\xa9', '\xc3', '\xa9!'], ['broken']]],
    [
      'within a character',
      { exchange: 0, afterBytes: 2 },
      [
        ['H\xc3', 'broken'],
        ['H\xc3\xa9', '\xc3', '\xa9!'],
      ],
    ],
    [
      'after a piece',
      { exchange: 0, afterBytes: 3 },
      [
        ['H\xc3\xa9', 'broken'],
        ['H\xc3\xa9', '\xc3', '\xa9!'],
      ],
    ],
    [
      'after all',
      { exchange: 0, afterBytes: 99 },
      [
        ['H\xc3\xa9', '\xc3', '\xa9!', 'broken'],
        ['H\xc3\xa9', '\xc3', '\xa9!'],
      ],
    ],
  ])('breaks off %s', async (_, fault, expected) => {
    const fetch = replayFetch(recorded(exchange(), exchange()), { fault: { ...fault, error: new Error('broken') } });
    const read = (): Promise<readonly string[]> => fetch(URL_OF).then(piecesOf, () => ['rejected']);
    expect([await read(), await read()]).toEqual(expected);
  });

  it('breaks off with the error of a connection', async () => {
    const fetch = replayFetch(recorded(exchange()), { fault: {} });
    await expect(fetch(URL_OF)).rejects.toEqual(new TypeError('The replay was told to break here.'));
  });

  it.each([
    ['with its own reason before the response', 0, new Error('enough')],
    ['with an AbortError before the response', 0, undefined],
    ['in the body', 1, new Error('enough')],
  ])('rejects when the signal is aborted, %s', async (_, reads, reason) => {
    const slow = exchange({ response: { at: reads === 0 ? 60_000 : 0, status: 200, statusText: 'OK', headers: {} } });
    const controller = new AbortController();
    const fetch = replayFetch(recorded(slow), { speed: 1, scheduler: new VirtualTimeScheduler() });
    const response = fetch(URL_OF, { signal: controller.signal });
    const pending = reads === 0 ? response : readerOf(await response).read();
    await settled();
    controller.abort(reason);
    await expect(pending).rejects.toBe(controller.signal.reason);
  });

  it('rejects at once for a signal that is aborted already', async () => {
    const signal = AbortSignal.abort();
    await expect(replayFetch(recorded(exchange()))(URL_OF, { signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each<[string, string, RequestInit, boolean]>([
    ['the same request', URL_OF, SENT, true],
    ['the same request to another host', 'http://localhost:1/v2/chat?key=x', SENT, true],
    ['a body with its keys in another order', URL_OF, { ...SENT, body: '{"n":1,"model":"m"}' }, true],
    ['another body', URL_OF, { ...SENT, body: '{"model":"m","n":2}' }, false],
    ['no body', URL_OF, { method: 'POST' }, false],
    ['another method', URL_OF, { ...SENT, method: 'PUT' }, false],
    ['another end of the path', `${URL_OF}s`, SENT, false],
  ])('when strict, takes %s only if it is the recorded one', async (_, url, init, isSame) => {
    const strict = replayFetch(recorded(exchange()), { strict: true })(url, init);
    if (isSame) expect((await strict).status).toBe(200);
    else await expect(strict).rejects.toMatchObject({ type: 'usage', message: /^Request 0 differs from the recorded/ });
    expect((await replayFetch(recorded(exchange()))(url, init)).status).toBe(200);
  });

  it('rejects a request beyond the last exchange with a usage error', async () => {
    const refused = replayFetch(recorded())(URL_OF);
    await expect(refused).rejects.toThrow('The recording has 0 exchanges, and one more was requested.');
    await expect(refused).rejects.toBeInstanceOf(SwarmError);
  });

  it.each<[string, unknown, string]>([
    ['no recording', null, 'The value is not a recording: make one with `recordFetch(file)`.'],
    [
      'another version',
      { version: 2, exchanges: [] },
      'The value is not a recording: make one with `recordFetch(file)`.',
    ],
    [
      'the recording of a chat model',
      { version: 1, exchanges: [] },
      'The value is of `record(model, file)`, not for replayFetch(): use replay().',
    ],
    [
      'an exchange without pieces',
      { version: 1, of: 'fetch', exchanges: [exchange(), { request: {}, end: {} }] },
      'Exchange 1 of The value has no request, pieces or end: make one with `recordFetch(file)`.',
    ],
  ])('refuses %s', (_, recording, message) => {
    expect(() => replayFetch(recording as FetchRecording)).toThrow(message);
  });

  it.each([
    [{ speed: 0 }, 'replayFetch(): speed must be a number above 0, got 0.'],
    [{ speed: NaN }, 'replayFetch(): speed must be a number above 0, got NaN.'],
    [{ fault: { afterBytes: -1 } }, 'replayFetch(): fault.afterBytes must be a number from 0 up, got -1.'],
  ])('refuses %j', (options, message) => {
    expect(() => replayFetch(recorded(), options)).toThrow(message);
  });
});

describe('replay()', () => {
  it('refuses the recording of a fetch, and names replayFetch()', () => {
    expect(() => replay(recorded(exchange()) as unknown as Recording)).toThrow(
      'The value is of `recordFetch(file)`, not for replay(): use replayFetch().',
    );
  });
});
