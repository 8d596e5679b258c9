import { Agent, Swarm } from 'rxswarm';
import { type ChatCompletionRequest, retry } from 'rxswarm/models';
import { anthropic } from 'rxswarm/models/anthropic';
import { text } from 'rxswarm/operators';
import { cancellationContract, type ServerAnswer } from 'rxswarm/testing';
import { useEnvironment } from '../../support/environment.ts';
import { failure, outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { messageStart, messageStop, named, streamed, textDelta } from './events.ts';
import { refusal } from './strict-server.ts';

const serve = useServers();
useEnvironment({ ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: '' });

const REQUEST: ChatCompletionRequest = {
  model: 'claude-sonnet-4-5',
  messages: [{ role: 'user', content: 'Hello' }],
  stream: true,
};
const KEY = 'a-secret-of-mine-1234';
const HI: ServerAnswer = { body: streamed([{ type: 'text', text: 'Hi.' }]) };

describe('what is sent', () => {
  it.each([
    ['with /v1', '', '/v1/messages'],
    ['with /v1/', '/', '/v1/messages'],
    ['with a query', '?a=1', '/v1/messages?a=1'],
  ])('goes to /v1/messages for an address %s', async (_, end, path) => {
    const { url, requests } = await serve(HI);
    await outcome(anthropic({ baseURL: `${url}${end}`, apiKey: KEY })(REQUEST));
    expect(requests.map((request) => request.url)).toEqual([path]);
  });

  it.each([
    ['without a path', '', '/v1/messages'],
    ['with a path of its own', '/anthropic', '/anthropic/v1/messages'],
  ])('goes to /v1/messages for an address %s', async (_, path, expected) => {
    const { url, requests } = await serve(HI);
    await outcome(anthropic({ baseURL: url.replace('/v1', path), apiKey: KEY })(REQUEST));
    expect(requests.map((request) => request.url)).toEqual([expected]);
  });

  it('has the key and the version, which a header of the caller replaces', async () => {
    const { url, requests } = await serve(HI);
    const headers = { 'Anthropic-Version': '2026-10-21' };
    await outcome(anthropic({ baseURL: url, apiKey: KEY })(REQUEST));
    await outcome(anthropic({ baseURL: url, apiKey: KEY, headers })(REQUEST));
    expect(requests[0]?.headers).toMatchObject({ 'x-api-key': KEY, 'anthropic-version': '2023-06-01' });
    expect(requests[0]?.headers).not.toHaveProperty('authorization');
    expect(requests[1]?.headers['anthropic-version']).toBe('2026-10-21');
  });

  it('goes nowhere for an address that is none, and the error shows one of the vendor', async () => {
    const error = await failure(anthropic({ baseURL: 'here', apiKey: KEY })(REQUEST));
    expect(error.message).toBe(
      'The baseURL option must be an http(s) URL, such as https://api.anthropic.com/v1, got "here".',
    );
  });

  it('takes address and key from the environment, at subscription', async () => {
    const { url, requests } = await serve(HI);
    const chunks$ = anthropic()(REQUEST);
    process.env['ANTHROPIC_BASE_URL'] = url.replace('/v1', '');
    process.env['ANTHROPIC_API_KEY'] = KEY;
    expect((await outcome(chunks$)).error).toBeUndefined();
    expect(requests[0]?.headers['x-api-key']).toBe(KEY);
  });

  it('needs a key for the own server of Anthropic', async () => {
    expect((await failure(anthropic()(REQUEST))).message).toContain('set ANTHROPIC_API_KEY or the apiKey option');
  });
});

describe('a failure', () => {
  it.each([
    [400, 'invalid_request_error', 'prompt is too long: 200001 tokens > 200000 maximum', 'context_length_exceeded'],
    [401, 'authentication_error', 'invalid x-api-key', 'authentication_error'],
    [413, 'request_too_large', 'Request exceeds the maximum size', 'request_too_large'],
    [429, 'rate_limit_error', 'Number of request tokens has exceeded', 'rate_limit_error'],
    [529, 'overloaded_error', 'Overloaded', 'overloaded_error'],
  ])('with the status %d and %s tells code, words and request id, and no secret', async (status, type, words, code) => {
    const { url } = await serve(refusal(status, type, `${words} (${KEY})`));
    const error = await failure(anthropic({ baseURL: url, apiKey: KEY })(REQUEST));
    expect(error).toMatchObject({ type: 'http', status, code, requestId: 'req_1' });
    expect(error.message).toContain(words);
    expect(`${error.message} ${error.body ?? ''}`).not.toContain(KEY);
  });

  it('in the version names it, because it is no secret', async () => {
    const { url } = await serve(refusal(400, 'invalid_request_error', 'no version 2023-06-01'));
    expect((await failure(anthropic({ baseURL: url, apiKey: KEY })(REQUEST))).message).toContain('2023-06-01');
  });

  it.each([
    ['529 overloaded', refusal(529, 'overloaded_error', 'Overloaded')],
    [
      'overloaded inside the stream',
      { body: [messageStart(), named({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })] },
    ],
    ['a cut before any words', { body: [messageStart()] }],
  ])('of %s is asked again by a swarm', async (_, first) => {
    const { url, requests } = await serve([first, HI]);
    const model = retry({ delay: 1 })(anthropic({ baseURL: url, apiKey: KEY }));
    const run$ = new Swarm(model).run({ agent: new Agent(), messages: [{ role: 'user', content: 'Hello' }] });
    const { values, error } = await outcome(run$.pipe(text()));
    expect(error).toBeUndefined();
    expect(values.join('')).toBe('Hi.');
    expect(requests).toHaveLength(2);
  });

  it('of a cut after words keeps their kind: incomplete', async () => {
    const { url } = await serve({ body: [messageStart(), textDelta('Hi')] });
    const { values, error } = await outcome(anthropic({ baseURL: url, apiKey: KEY })(REQUEST));
    expect(values).toHaveLength(1);
    expect(error).toMatchObject({ type: 'incomplete' });
  });
});

describe('the contract of chat models', () => {
  const contract = cancellationContract((baseURL) => anthropic({ baseURL, apiKey: KEY }), {
    text: (piece) => textDelta(piece),
    end: messageStop('end_turn'),
  });
  it.each(contract.map(({ name, check }) => [name, check] as const))('it %s', async (_, check) => {
    await expect(check()).resolves.toBeUndefined();
  });
});
