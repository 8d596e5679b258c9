import OpenAI, { type APIError } from 'openai';
import { Agent, Swarm, SwarmError } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { serveChatCompletions } from 'rxswarm/server';
import { of, throwError } from 'rxjs';
import { bind } from '../../support/bind.ts';
import { call, calls } from '../../support/chunks.ts';
import { logged } from '../../support/served.ts';

/** Asks an agent whose first turn charges a card and whose second turn fails, with the client's own retries. */
const charging = async (failure: Error, chargesFirst = true) => {
  let charged = 0;
  let requests = 0;
  const charge = bind(() => `Charged ${++charged}.`, [], { name: 'charge' });
  const model: ChatModel = ({ messages }) =>
    chargesFirst && messages.at(-1)?.role !== 'tool' ? of(...calls(call('charge'))) : throwError(() => failure);
  const agent = new Agent({ name: 'Shop', functions: [charge] });
  const handler = serveChatCompletions(new Swarm(model), [agent], { log: logged() });
  const client = new OpenAI({
    ...{ baseURL: 'http://server.example/v1', apiKey: 'key', maxRetries: 1 },
    fetch: (url, init) => (requests++, handler(new Request(url, init))),
  });
  const error = await client.chat.completions
    .create({ model: 'Shop', messages: [{ role: 'user', content: 'Hi' }] })
    .then(
      () => Promise.reject(new Error('answered')),
      (reason: unknown) => reason as APIError,
    );
  return { error, charged, requests };
};

const failures: readonly (readonly [string, Error, number, string, string | null])[] = [
  ['an error of the model', new Error('down'), 424, 'invalid_request_error', null],
  ['a 500 of the model', new SwarmError('http', 'x', { status: 500 }), 424, 'invalid_request_error', null],
  ['a network error', new SwarmError('network', 'x'), 424, 'invalid_request_error', null],
  ['a timeout', new SwarmError('timeout', 'x'), 424, 'invalid_request_error', null],
  [
    'a 429 of the model',
    new SwarmError('http', 'x', { status: 429, retryAfter: 1500 }),
    429,
    'rate_limit_error',
    'rate_limit_exceeded',
  ],
  [
    'a used-up quota',
    new SwarmError('http', 'x', { status: 429, code: 'insufficient_quota' }),
    ...([429, 'rate_limit_error', 'insufficient_quota'] as const),
  ],
  [
    'a context that is too long',
    new SwarmError('http', 'x', { status: 400, code: 'context_length_exceeded' }),
    ...([400, 'invalid_request_error', 'context_length_exceeded'] as const),
  ],
];

describe('a run that fails after a function has run', () => {
  it.each(failures)(
    'is answered once, below 500, in the words of the API: %s',
    async (_, failure, status, type, code) => {
      const { error, charged, requests } = await charging(failure);
      expect([charged, requests]).toEqual([1, 1]);
      expect([error.status, error.type, error.code]).toEqual([status, type, code]);
      expect(error.headers?.get('x-should-retry')).toBe('false');
    },
  );
});

describe('a run that fails before any function has run', () => {
  it.each(failures.slice(0, 4))('is answered with 500, which clients repeat: %s', async (_, failure) => {
    const { error, requests } = await charging(failure, false);
    expect([error.status, error.type, error.code, requests]).toEqual([500, 'server_error', null, 2]);
  });

  it.each([401, 429, 500])('is asked once where no repetition mends the %d of the model', async (status) => {
    const { error, requests } = await charging(new SwarmError('http', 'x', { status, retryable: false }), false);
    expect([error.headers?.get('x-should-retry'), requests]).toEqual(['false', 1]);
  });

  it('keeps a 429 of the model with its retry-after', async () => {
    const { error } = await charging(new SwarmError('http', 'x', { status: 429, retryAfter: 10 }), false);
    expect([error.status, error.headers?.get('retry-after')]).toEqual([429, '1']);
  });
});

describe('a refusal', () => {
  const handler = serveChatCompletions(new Swarm(() => of()), [new Agent({ name: 'Shop' })], {
    log: logged(),
    authorize: ({ headers }) => (headers.get('authorization') === 'Bearer no' ? false : {}),
  });
  const hi = [{ role: 'user' as const, content: 'Hi' }];

  it.each<[object, string, number, string, string | null, string | null]>([
    [{ model: 'Eve' }, 'key', 404, 'invalid_request_error', 'model_not_found', 'model'],
    [{ messages: [] }, 'key', 400, 'invalid_request_error', null, null],
    [{ messages: Array(401).fill(hi[0]) }, 'key', 413, 'invalid_request_error', 'request_too_large', null],
    [{}, 'no', 401, 'invalid_request_error', 'invalid_api_key', null],
  ])('is worded as the API does: %j', async (more, apiKey, status, type, code, param) => {
    const fetch = (url: unknown, init?: RequestInit) => handler(new Request(url as string, init));
    const client = new OpenAI({ baseURL: 'http://server.example/v1', apiKey, maxRetries: 0, fetch });
    const answer = client.chat.completions.create({ model: 'Shop', messages: hi, ...more });
    await expect(answer).rejects.toMatchObject({ status, type, code, param });
  });
});
