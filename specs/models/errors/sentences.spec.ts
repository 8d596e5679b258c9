import { amended, SwarmError } from '../../../lib/agent/errors.ts';
import type { EndpointInfo } from '../../../lib/models/errors/endpoint-info.ts';
import { explain } from '../../../lib/models/errors/explain.ts';
import { httpError } from '../../../lib/models/errors/http-error.ts';
import { networkError } from '../../../lib/models/errors/network-error.ts';
import { infoOf, openaiError } from '../../../lib/models/openai/openai-error.ts';

const info: EndpointInfo = {
  url: 'http://x/v1/chat/completions',
  path: '/chat/completions',
  host: '',
  urlSetting: 'BASE',
  keySetting: 'KEY',
  hasKey: true,
  secrets: ['my-secret'],
};
const keyless = { ...info, hasKey: false };

const coded = (code: string, message = 'It broke.') => Object.assign(new Error(message), { code });

describe('a status', () => {
  const told = (status: number, body = '', headers = {}, who = info) =>
    httpError({ status, body, headers: new Headers(headers) }, who).message.replace(info.url, '…');

  it.each<[string, string]>([
    [told(500, 'Oh.'), '… answered 500: Oh.'],
    [told(500, 'Oh. No'), '… answered 500: Oh. No.'],
    [told(500), '… answered 500.'],
    [told(400), '… answered 400.'],
    [told(401), '… answered 401. Check KEY.'],
    [told(401, 'No', {}, keyless), '… answered 401: No. No API key was sent: set KEY.'],
    [told(400, 'Incorrect API key provided.'), '… answered 400: Incorrect API key provided. Check KEY.'],
    [told(403), '… answered 403.'],
    [told(403, 'No', {}, keyless), '… answered 403: No. No API key was sent: set KEY.'],
    [told(404), "… answered 404. Check the model's name and BASE, which must end before /chat/completions."],
    [told(405), '… answered 405. Check BASE.'],
    [told(302), '… answered 302. Check BASE.'],
    [told(399), '… answered 399. Check BASE.'],
    [told(302, '', { location: 'http://y/z?key=1' }), '… answered 302. It points to http://y/z: set BASE.'],
  ])('is told: %s', (message, expected) => {
    expect(message).toBe(expected);
  });

  it('carries its number and what the server asks to wait', () => {
    const headers = new Headers({ 'retry-after': '2' });
    const error = httpError({ status: 429, body: 'Slow', headers }, info);
    expect(error).toMatchObject({ type: 'http', status: 429, retryAfter: 2000 });
  });
});

describe('no answer', () => {
  it.each<[unknown, string, string]>([
    [
      coded('ECONNREFUSED'),
      'network',
      'Nothing listens at … (connection refused): start the server, or set BASE to its address.',
    ],
    [coded('ENOTFOUND'), 'network', 'The host of … is unknown: check BASE.'],
    [coded('EAI_AGAIN'), 'network', 'The host of … is unknown: check BASE.'],
    [coded('ECONNRESET'), 'network', 'No answer from …: It broke. Check the network and BASE.'],
    [coded('ETIMEDOUT', 'late'), 'timeout', 'No answer from …: late. Check the network and BASE.'],
    [coded('UND_ERR_HEADERS_TIMEOUT'), 'timeout', 'No answer from …: It broke. Check the network and BASE.'],
    ['what', 'network', 'No answer from …: what. Check the network and BASE.'],
    [new Error('e.g. this'), 'network', 'No answer from …: e.g. this. Check the network and BASE.'],
  ])('after %s is of type %s', (cause, type, message) => {
    const error = networkError(cause, info);
    expect([error.type, error.message.replace(info.url, '…'), error.cause]).toEqual([type, message, cause]);
  });
});

describe('an explanation', () => {
  it('of a failure without a type is a network error', () => {
    expect(explain(coded('ECONNREFUSED'), info)).toMatchObject({ type: 'network' });
  });

  it('of an answer that is not a completion names the address', () => {
    const cause = new Error('inner');
    const error = explain(new SwarmError('protocol', 'Nonsense.', { cause, status: 200 }), info);
    expect(error).toMatchObject({ type: 'protocol', status: 200, cause });
    expect(error.message).toBe('Nonsense. The address was http://x/v1/chat/completions: check BASE.');
  });

  it('keeps the words, the details and the cause of other errors', () => {
    const details = { cause: new Error('why'), status: 400, code: 'bad', body: '{}', retryable: false };
    const error = new SwarmError('api', 'No', details);
    expect(explain(error, info)).toMatchObject({ type: 'api', message: 'No', ...details });
  });

  it('takes the id of the request from the headers of the response', () => {
    const headers = new Headers({ 'x-request-id': 'req_1' });
    expect(explain(new SwarmError('api', 'No'), info, headers).requestId).toBe('req_1');
    expect(explain(new SwarmError('api', 'No', { requestId: 'req_0' }), info, headers).requestId).toBe('req_0');
  });

  it('adds no address to an answer that is too large', () => {
    expect(explain(new SwarmError('protocol', 'Too much.', { code: 'too_large' }), info).message).toBe('Too much.');
  });

  it('tells no secret, neither itself nor by its cause', () => {
    const cause = new Error('refused my-secret');
    const error = explain(new SwarmError('http', 'Wrong my-secret.', { cause, status: 401, retryAfter: 1 }), info);
    expect(error).toMatchObject({ type: 'http', message: 'Wrong ***.', status: 401, retryAfter: 1 });
    expect(error.cause).toBeUndefined();
    const hidden = explain(new SwarmError('http', 'No', { cause }), info);
    expect([hidden.message, hidden.cause]).toEqual(['No', undefined]);
    const kept = explain(new SwarmError('http', 'Wrong my-secret.', { cause: new Error('why') }), info);
    expect(kept.cause).toMatchObject({ message: 'why' });
    const odd = explain(new SwarmError('http', 'No', { cause: 'my-secret' }), info);
    expect(odd.cause).toBeUndefined();
  });
});

it('an amended error says the rest as it was', () => {
  const response = { messages: [] } as never;
  const details = { cause: new Error('c'), status: 1, retryAfter: 2, attempts: 3, index: 4, response };
  const error = new SwarmError('api', 'No', details);
  expect(amended(error, {})).toMatchObject({ type: 'api', message: 'No', ...details });
  expect(amended(error, { message: 'Yes', attempts: 4 })).toMatchObject({ ...details, message: 'Yes', attempts: 4 });
  expect(amended(error, { cause: undefined }).cause).toBeUndefined();
});

describe("a client's failure", () => {
  class APIError extends Error {}
  class APIConnectionTimeoutError extends Error {}
  class APIUserAbortError extends Error {}
  const failed = (message: string, more: object = {}) => Object.assign(new APIError(message), more);
  const told = (error: unknown) => openaiError(error, info) as SwarmError;

  it.each<[string, Error, object]>([
    [
      'with a status and words as JSON',
      failed('429 Slow down', {
        status: 429,
        error: { message: 'Slow' },
        headers: new Headers({ 'retry-after': '2' }),
      }),
      { type: 'http', status: 429, retryAfter: 2000, message: `${info.url} answered 429: Slow.` },
    ],
    [
      'with a status and a text',
      failed('503 Over 503 loaded', { status: 503, headers: {} }),
      { type: 'http', status: 503, retryAfter: undefined, message: `${info.url} answered 503: Over 503 loaded.` },
    ],
    [
      'with a status alone',
      failed('500 status code (no body)', { status: 500 }),
      { type: 'http', status: 500, message: `${info.url} answered 500.` },
    ],
    [
      'with a page',
      failed('502 <html><title>Bad gateway</title></html>', { status: 502 }),
      { type: 'http', status: 502, message: `${info.url} answered 502: Bad gateway.` },
    ],
    [
      'by its own timeout',
      new APIConnectionTimeoutError('Request timed out.'),
      { type: 'timeout', message: `${info.url} did not answer within the client's timeout.` },
    ],
    ['of a connection', failed('Connection error.', { cause: coded('ECONNREFUSED') }), { type: 'network' }],
    ['with a status that is none', failed('Connection error.', { status: undefined }), { type: 'network' }],
    ['that is aborted', new APIUserAbortError('Request was aborted.'), { type: 'network' }],
    ['with a cause', new TypeError('fetch failed', { cause: coded('ENOTFOUND') }), { type: 'network' }],
    [
      'that refuses to ask',
      new TypeError('No model'),
      { type: 'usage', message: 'The OpenAI client refuses to ask: No model' },
    ],
  ])('%s', (_, error, expected) => {
    expect(told(error)).toMatchObject(expected);
    expect(told(error)).toBeInstanceOf(SwarmError);
  });

  it('is returned as it is if it is a SwarmError already or not an error', () => {
    const ours = new SwarmError('usage', 'No');
    expect(told(ours)).toBe(ours);
    expect(told('what')).toBe('what');
  });

  it('by a timeout or a refusal keeps its cause', () => {
    const late: Error = new APIConnectionTimeoutError('x');
    const refusal = new TypeError('x');
    expect([told(late).cause, told(refusal).cause]).toEqual([late, refusal]);
  });
});

describe('who a client asks', () => {
  const client = (more: object) =>
    infoOf({ chat: { completions: { create: jest.fn() } }, ...more }, '/chat/completions');

  it.each<[object, Partial<EndpointInfo>]>([
    [{}, { url: "The client's server", hasKey: false, secrets: [] }],
    [{ baseURL: 5 }, { url: "The client's server" }],
    [{ baseURL: 'nowhere' }, { url: "The client's server" }],
    [{ baseURL: 'http://u:p@x/v1//?key=1' }, { url: 'http://x/v1/chat/completions' }],
    [{ apiKey: 'k' }, { hasKey: true, secrets: ['k'] }],
    [{ apiKey: () => 'k' }, { hasKey: true, secrets: [] }],
    [{ apiKey: 'no-key' }, { hasKey: false, secrets: ['no-key'] }],
  ])('%j', (more, expected) => {
    expect(client(more)).toMatchObject({
      urlSetting: "OPENAI_BASE_URL or the client's baseURL",
      keySetting: "OPENAI_API_KEY or the client's apiKey",
      ...expected,
    });
  });
});
