import OpenAI from 'openai';
import { apiError, isApiError } from '../../../lib/models/errors/api-error.ts';
import { errorDetails, requestIdOf } from '../../../lib/models/errors/error-details.ts';
import { isWorthRetrying } from '../../../lib/agent/errors.ts';
import { http } from '../../../lib/models/http.ts';
import { openai } from '../../../lib/models/openai.ts';
import { rateLimit } from '../../../lib/models/rate-limit.ts';
import { retry } from '../../../lib/models/retry.ts';
import { decoded } from '../../support/decoded.ts';
import { toBytes } from '../../support/bytes.ts';
import { failure } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { content, event, REQUEST } from '../../support/wire.ts';

const serve = useServers();
const KEY = 'a-secret-of-mine-1234';

const perMinute = { '@type': 'QuotaFailure', violations: [{ quotaId: 'GenerateRequestsPerMinute' }] };
const perDay = { '@type': 'QuotaFailure', violations: [{ quotaId: 'GenerateRequestsPerDayPerProject' }] };
const google = (...details: readonly object[]) => [
  { error: { code: 429, message: 'You exceeded your current quota', status: 'RESOURCE_EXHAUSTED', details } },
];
const tooLong = (message: string) => ({ error: { message, type: 'invalid_request_error' } });

describe('errorDetails()', () => {
  it.each<[string, unknown, object]>([
    [
      "OpenAI's quota",
      { error: { type: 'insufficient_quota', code: 'insufficient_quota' } },
      { code: 'insufficient_quota', retryable: false },
    ],
    ["OpenAI's billing limit", { error: { code: 'billing_hard_limit_reached' } }, { retryable: false }],
    [
      "OpenAI's rate limit",
      { error: { type: 'tokens', code: 'rate_limit_exceeded' } },
      { code: 'rate_limit_exceeded', retryable: undefined },
    ],
    [
      'a request above the whole limit',
      { error: { message: 'Request too large for gpt-4o', code: 'rate_limit_exceeded' } },
      { retryable: false },
    ],
    ["Moonshot's quota", { error: { type: 'exceeded_current_quota_error' } }, { retryable: false }],
    ["Zhipu's balance", { error: { code: '1113', message: 'x' } }, { retryable: false }],
    [
      "Anthropic's balance",
      { type: 'error', error: { type: 'invalid_request_error', message: 'Your credit balance is too low' } },
      { retryable: false },
    ],
    [
      "Anthropic's limit of a month",
      {
        type: 'error',
        error: {
          type: 'rate_limit_error',
          message: 'You have reached your API usage limits: your organization has crossed its threshold.',
          details: { error_code: 'enforced_spend_limit_reached' },
        },
      },
      { code: 'enforced_spend_limit_reached', retryable: false },
    ],
    [
      "Anthropic's limit of a month, in words",
      { error: { type: 'rate_limit_error', message: "This request would exceed your account's monthly spend limit." } },
      { code: 'rate_limit_error', retryable: false },
    ],
    [
      "Anthropic's limit of a minute, with other details",
      {
        error: {
          type: 'rate_limit_error',
          message: 'Number of requests exceeded',
          details: { error_visibility: 'user' },
        },
      },
      { code: 'rate_limit_error', retryable: undefined },
    ],
    [
      "Anthropic's overload",
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      { code: 'overloaded_error', retryable: undefined },
    ],
    [
      "Google's minute",
      google(perMinute, { retryDelay: '39s' }),
      { code: 'RESOURCE_EXHAUSTED', retryAfter: 39_000, retryable: undefined },
    ],
    ["Google's day", google(perDay), { retryable: false }],
    [
      'a conversation too long for OpenAI',
      { error: { code: 'context_length_exceeded' } },
      { code: 'context_length_exceeded', retryable: false },
    ],
    [
      '… for vLLM',
      { object: 'error', message: "This model's maximum context length is 4096 tokens." },
      { code: 'context_length_exceeded' },
    ],
    [
      '… for llama.cpp',
      {
        error: {
          code: 400,
          type: 'exceed_context_size_error',
          message: 'the request exceeds the available context size',
        },
      },
      { code: 'context_length_exceeded' },
    ],
    [
      '… for Anthropic',
      tooLong('prompt is too long: 210000 tokens > 200000 maximum'),
      { code: 'context_length_exceeded' },
    ],
    [
      '… for Google',
      tooLong('The input token count (9) exceeds the maximum number of tokens allowed (8).'),
      { code: 'context_length_exceeded' },
    ],
    ['… for xAI', tooLong("This model's maximum prompt length is 131072"), { code: 'context_length_exceeded' }],
    [
      'too many tokens a minute',
      { message: 'Too many tokens, please wait before trying again.' },
      { code: undefined, retryable: undefined },
    ],
    ['a number for a code', { error: { code: 429, message: 'No' } }, { code: undefined }],
    ['a code of another type', { error: { code: {}, type: [], status: null } }, { code: undefined }],
    ['a very long code', { error: { code: 'x'.repeat(101) } }, { code: undefined }],
    ['a text', 'Bad gateway', { code: undefined, retryable: undefined }],
    ['nothing', undefined, { code: undefined }],
  ])('returns for %s its code, its wait and whether it is final', (_, body, expected) => {
    expect({ retryAfter: undefined, retryable: undefined, ...errorDetails(body) }).toMatchObject(expected);
  });
});

describe('requestIdOf()', () => {
  it.each([
    ['x-request-id', 'req_1', 'req_1'],
    ['request-id', 'req_2', 'req_2'],
    ['apim-request-id', 'req_3', 'req_3'],
    ['x-request-id', 'x'.repeat(300), 'x'.repeat(200)],
    ['x-other', 'req', undefined],
  ])('returns for %s: %s', (name, value, expected) => {
    expect(requestIdOf(new Headers({ [name]: value }))).toBe(expected);
  });
});

describe('an error inside an answer of status 200', () => {
  const failed = (...events: readonly object[]) => decoded([toBytes(events.map((each) => event(each)).join(''))]).error;

  it.each<[string, object, object]>([
    ['at the top', { error: { message: 'Overloaded', code: 502 } }, { message: /: Overloaded$/, status: 502 }],
    [
      'at the choice',
      { choices: [{ index: 0, delta: {}, error: { message: 'Cut off', code: 504 } }] },
      { message: /: Cut off$/, status: 504 },
    ],
    [
      'at the choice, beside a reason',
      { choices: [{ delta: {}, finish_reason: 'error', error: 'Gone' }] },
      { message: /: Gone$/ },
    ],
    [
      'by its reason alone',
      { choices: [{ delta: { content: 'x' }, finish_reason: 'error' }] },
      { message: /no reason was given$/ },
    ],
    [
      'by its reason, beside words',
      { choices: [{ delta: {}, finish_reason: 'error' }], error: { message: 'Broke' } },
      { message: /: Broke$/ },
    ],
  ])('is an api error that is worth retrying, told %s', (_, last, { message, ...expected }: { message?: RegExp }) => {
    const error = failed(content('Hi'), last);
    expect(error).toMatchObject({ type: 'api', ...expected });
    expect(error?.message).toMatch(message ?? /./);
    expect(isWorthRetrying(error)).toBe(true);
  });

  it('is final without a status where its code says so', () => {
    for (const code of ['invalid_request_error', 'insufficient_quota', 'context_length_exceeded'])
      expect(isWorthRetrying(apiError({ error: { type: code } }))).toBe(false);
    expect(isWorthRetrying(apiError({ error: { type: 'invalid_request_error', code: 500 } }))).toBe(true);
  });

  it.each([{ choices: [{ error: null, finish_reason: null }] }, { choices: [null] }, { choices: {} }])(
    'is not in %j',
    (body) => {
      expect(isApiError(body)).toBe(false);
    },
  );
});

describe.each([
  ['http()', (baseURL: string) => http({ baseURL, apiKey: KEY })],
  ['openai()', (baseURL: string) => openai(new OpenAI({ baseURL, apiKey: KEY }))],
] as const)('an error of %s', (_, make) => {
  const json = { 'content-type': 'application/json', 'x-request-id': 'req_7' };

  it('has code, status, the id of the request, and the body without secrets', async () => {
    const said = JSON.stringify({ error: { message: `No ${KEY}`, code: 'odd' } });
    const server = await serve({ status: 400, headers: json, body: [said] });
    const error = await failure(make(server.url)(REQUEST));
    expect(error).toMatchObject({ type: 'http', status: 400, code: 'odd', requestId: 'req_7' });
    expect(error.body).toBe('{"error":{"message":"No ***","code":"odd"}}');
  });

  it('keeps 4,096 characters of a long body', async () => {
    const server = await serve({
      status: 400,
      headers: json,
      body: [JSON.stringify({ error: { message: 'x'.repeat(9000) } })],
    });
    expect((await failure(make(server.url)(REQUEST))).body).toHaveLength(4096);
  });

  it('has the id of the request also inside an answer of status 200', async () => {
    const server = await serve({
      headers: { 'x-request-id': 'req_8' },
      body: [event({ error: { message: 'No', code: 'odd' } })],
    });
    expect(await failure(make(server.url)(REQUEST))).toMatchObject({ type: 'api', code: 'odd', requestId: 'req_8' });
  });

  it.each([
    ['a used-up quota', { status: 429, body: [JSON.stringify({ error: { code: 'insufficient_quota' } })] }, 1],
    ['x-should-retry: false', { status: 503, headers: { ...json, 'x-should-retry': 'false' } }, 1],
    ['x-should-retry: true', { status: 400, headers: { ...json, 'x-should-retry': 'true' } }, 3],
    ['a busy server', { status: 429, body: ['{"error":{"code":"rate_limit_exceeded"}}'] }, 3],
  ])('after %s lets retry() send as often as the error allows', async (_name, answer, requests) => {
    const server = await serve({ headers: json, ...answer });
    await failure(retry({ delay: 1 })(make(server.url))(REQUEST));
    expect(server.requests).toHaveLength(requests);
  });

  it('holds no other request back where a quota is used up', async () => {
    const server = await serve({ status: 429, headers: json, body: ['{"error":{"code":"insufficient_quota"}}'] });
    const model = rateLimit({ requestsPerMinute: 100 })(make(server.url));
    await failure(model(REQUEST));
    await failure(model(REQUEST));
    expect(server.requests).toHaveLength(2);
  });
});
