import { tap, VirtualTimeScheduler } from 'rxjs';
import { retry, timeout } from 'rxswarm/models';
import { fromAiSdk } from 'rxswarm/models/ai-sdk';
import { cancellationContract, type ServerAnswer } from 'rxswarm/testing';
import { isWorthRetrying } from '../../../lib/agent/errors.ts';
import { splitAt, toBytes } from '../../support/bytes.ts';
import { outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { REQUEST } from '../../support/wire.ts';
import { fakeModel, finish, VERSIONS } from './language-model.ts';
import { event, streamingModel, textEvent } from './streaming-model.ts';

const serve = useServers();

const STALL = { stall: true } as const;
const CUT = { destroy: true } as const;
const END = event(finish('v3'));

const refused = (status: number, message: string, headers = {}): ServerAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: [JSON.stringify({ error: { message } })],
});

describe.each(VERSIONS)('the cancellation contract of fromAiSdk() over a model of version %s', (version) => {
  const contract = cancellationContract((baseURL) => fromAiSdk(streamingModel(baseURL, version)), {
    limit: 60_000,
    text: textEvent,
    end: event(finish(version)),
  });
  it.each(contract.map(({ name, check }) => [name, check] as const))('it %s', async (_, check) => {
    await expect(check()).resolves.toBeUndefined();
  });
});

/** What happens to an answer, and how a run hears of it: the kind of the error, whether `retry()` asks again, and the text shown. */
const FAULTS: readonly (readonly [string, ServerAnswer, string])[] = [
  ['nothing', { body: [textEvent('Hi'), END] }, 'whole: Hi'],
  ['a whole answer that does not end', { body: [textEvent('Hi'), END, STALL] }, 'whole: Hi'],
  ['an answer that is cut after its end', { body: [textEvent('Hi'), END, CUT] }, 'whole: Hi'],
  ['a part after the end', { body: [textEvent('Hi') + END + textEvent('!')] }, 'whole: Hi'],
  ['an error after the end', { body: [textEvent('Hi') + END + event({ type: 'error', error: 'x' })] }, 'whole: Hi'],
  ['a connection that is cut before the headers', { before: [CUT] }, 'network, again: '],
  ['a stream that is cut', { body: [textEvent('Hi'), CUT] }, 'network, again: Hi'],
  ['a stream that ends early', { body: [textEvent('Hi')] }, 'incomplete, again: Hi'],
  ['a stream without parts', { body: [] }, 'incomplete, again: '],
  ['a part that is torn', { body: [textEvent('Hi'), 'data: {"type":'] }, 'incomplete, again: Hi'],
  ['an event that is not JSON', { body: [textEvent('Hi'), 'data: {oops}\n\n', STALL] }, 'protocol, again: Hi'],
  [
    'an error part',
    { body: [textEvent('Hi'), event({ type: 'error', error: { type: 'overloaded_error', message: 'Full' } }), STALL] },
    'api, again: Hi',
  ],
  [
    'an error part that tells of a wrong request',
    { body: [event({ type: 'error', error: { type: 'invalid_request_error', message: 'No' } }), STALL] },
    'api, final: ',
  ],
  ['an error part without an error', { body: [event({ type: 'error' }), STALL] }, 'api, again: '],
  ['an end by an error', { body: [textEvent('Hi'), event(finish('v3', 'error'))] }, 'whole: Hi'],
  ['a status of a server that is busy', refused(503, 'Busy'), 'http, again: '],
  ['a status of a wrong request', refused(400, 'Wrong'), 'http, final: '],
];

describe('fromAiSdk() over a server', () => {
  it.each(FAULTS)('tells of %s', async (_, answer, expected) => {
    const server = await serve(answer);
    const { values, error } = await outcome(fromAiSdk(streamingModel(server.url))(REQUEST));
    await server.until(({ underWay }) => underWay === 0);
    const text = values.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    const kind = error ? `${error.type}, ${isWorthRetrying(error) ? 'again' : 'final'}` : 'whole';
    expect(`${kind}: ${text}`).toBe(expected);
  });

  it('reads the same answer from bytes that are torn anywhere', async () => {
    const bytes = toBytes([textEvent('Það '), textEvent('漢字 🙂'), END].join(''));
    const server = await serve((_, index) => ({ body: splitAt(bytes, [index * 7 + 5, index * 9 + 8]) }));
    for (let place = 0; place < 20; place++) {
      const { values } = await outcome(fromAiSdk(streamingModel(server.url))(REQUEST));
      expect(values.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Það 漢字 🙂');
    }
  });

  it('is asked again by retry() where the server was busy', async () => {
    const server = await serve([refused(503, 'Busy'), { body: [textEvent('Hi'), END] }]);
    const { values } = await outcome(retry({ delay: 1 })(fromAiSdk(streamingModel(server.url)))(REQUEST));
    expect(values[0]).toMatchObject({ choices: [{ delta: { content: 'Hi' } }] });
    expect(server.seen.requests).toBe(2);
  });

  it('errors with the status, the wait and the id that the server told', async () => {
    const server = await serve(refused(429, 'Slow down', { 'retry-after': '3', 'x-request-id': 'r7' }));
    const { error } = await outcome(fromAiSdk(streamingModel(server.url))(REQUEST));
    expect(error).toMatchObject({ type: 'http', status: 429, retryAfter: 3000, requestId: 'r7' });
  });
});

describe('fromAiSdk() within timeout()', () => {
  it.each<readonly [string, ServerAnswer, 'headers' | 'firstChunk' | 'idle', number]>([
    ['the headers', { before: [STALL] }, 'headers', 0],
    ['the first part', { body: [STALL] }, 'firstChunk', 0],
    ['the next part', { body: [textEvent('Hi'), STALL] }, 'idle', 1],
  ])('gives up a server that stalls before %s, and closes its connection', async (_, answer, limit, count) => {
    const server = await serve(answer);
    const scheduler = new VirtualTimeScheduler();
    const model = timeout({ [limit]: 5000, scheduler })(fromAiSdk(streamingModel(server.url)));
    let shown = (): void => undefined;
    const isShown = new Promise<void>((resolve) => (shown = resolve));
    const heard = outcome(model(REQUEST).pipe(tap(() => shown())));
    await (count > 0 ? isShown : server.until(({ underWay }) => underWay === 1));
    scheduler.flush();
    const { values, error } = await heard;
    expect(values).toHaveLength(count);
    expect(error).toMatchObject({
      type: 'timeout',
      message: expect.stringContaining(`timeout({ ${limit} })`) as string,
    });
    await server.until(({ broken }) => broken === 1);
  });
});

describe('an error of a model itself', () => {
  it.each([
    [
      'thrown by doStream',
      () => ({
        ...fakeModel('v3', []),
        doStream: () => {
          throw new RangeError('odd');
        },
      }),
    ],
    [
      'that doStream rejects with',
      () => ({ ...fakeModel('v3', []), doStream: () => Promise.reject(new RangeError('odd')) }),
    ],
    ['of its stream', () => fakeModel('v3', [{ parts: [], then: new RangeError('odd') }])],
  ])('%s is an error of type `model`', async (_, make) => {
    const { error } = await outcome(fromAiSdk(make())(REQUEST));
    expect(error).toMatchObject({ type: 'model', message: 'odd' });
    expect(error?.cause).toBeInstanceOf(RangeError);
  });
});
