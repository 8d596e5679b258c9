import { isWorthRetrying } from '../../../lib/agent/errors.ts';
import { aiSdkError } from '../../../lib/models/ai-sdk/ai-sdk-error.ts';

const MODEL = { provider: 'bee.chat', modelId: 'queen' };

const named = (name: string, message: string, fields: object = {}): Error =>
  Object.assign(new Error(message), { name, ...fields });

const call = (fields: object): Error =>
  named('AI_APICallError', 'Failed', { url: 'https://bee.example/v1/chat?key=sk-1', requestBodyValues: {}, ...fields });

describe('aiSdkError', () => {
  it.each<readonly [string, unknown, object, boolean]>([
    [
      'a status',
      call({
        statusCode: 429,
        responseHeaders: { 'retry-after': '7', 'x-request-id': 'r9' },
        responseBody: '{"error":{"message":"slow down","code":"rate_limit_exceeded"}}',
        isRetryable: true,
      }),
      {
        type: 'http',
        status: 429,
        code: 'rate_limit_exceeded',
        requestId: 'r9',
        retryAfter: 7000,
        message: 'https://bee.example/v1/chat answered 429: slow down.',
      },
      true,
    ],
    [
      'a status that the provider calls final',
      call({ statusCode: 429, isRetryable: false }),
      { retryable: false },
      false,
    ],
    ['an answer that is none', call({ statusCode: 200 }), { type: 'protocol', status: 200 }, true],
    [
      'no connection',
      call({ cause: named('Error', 'refused', { code: 'ECONNREFUSED' }) }),
      { type: 'network', code: 'ECONNREFUSED' },
      true,
    ],
    ['a missing key', named('AI_LoadAPIKeyError', 'No key.'), { type: 'usage' }, false],
    ['an answer that cannot be read', named('AI_TypeValidationError', 'No.'), { type: 'protocol' }, true],
    ['an event that a provider cannot parse', new SyntaxError('Unexpected token'), { type: 'protocol' }, true],
    [
      'an end without a reason',
      named('AI_InvalidResponseDataError', 'Response stream ended without a finish reason'),
      { type: 'incomplete' },
      true,
    ],
    ['a broken connection', new TypeError('terminated'), { type: 'network' }, true],
    ['any other error', new RangeError('odd'), { type: 'model', message: 'odd' }, false],
    ['an error in words', 'down', { type: 'api', message: 'The server reported an error: down' }, true],
    [
      'an overloaded server',
      { type: 'overloaded_error', message: 'Overloaded' },
      { type: 'api', code: 'overloaded_error' },
      true,
    ],
    ['nothing', undefined, { type: 'api' }, true],
  ])('returns an error of ours for %s', (_, given, expected, isRetried) => {
    const error = aiSdkError(given, MODEL);
    expect(error).toMatchObject(expected);
    expect(isWorthRetrying(error)).toBe(isRetried);
    expect(error.message).not.toContain('sk-1');
  });
});
