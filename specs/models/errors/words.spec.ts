import { apiError, isApiError } from '../../../lib/models/errors/api-error.ts';
import { isError, rootCause } from '../../../lib/models/errors/network-error.ts';
import { serverWords, excerpt } from '../../../lib/models/errors/server-message.ts';

describe('an excerpt', () => {
  it.each<[string, number | undefined, string]>([
    ['a', undefined, 'a'],
    ['  a \n\t b  ', undefined, 'a b'],
    ['x'.repeat(200), undefined, 'x'.repeat(200)],
    ['x'.repeat(201), undefined, `${'x'.repeat(200)}…`],
    ['abcd', 3, 'abc…'],
    ['a      b      c', 3, 'a b'],
    [`${' '.repeat(20)}a`, 3, ''],
  ])('of %j in %s characters is %j', (text, length, expected) => {
    expect(excerpt(text, length)).toBe(expected);
  });
});

describe("a server's words", () => {
  it.each<[string, string | undefined]>([
    ['', undefined],
    ['  \n', undefined],
    ['Bad\n request', 'Bad request'],
    ['{"error":{"message":"No"}}', 'No'],
    ['  {"error":"No"}\n', 'No'],
    ['{"ok":1}', undefined],
    ['"No"', 'No'],
    ['{broken', '{broken'],
    ['<html><title>No</title></html>', 'No'],
    ['\n <HTML><TITLE lang="en"> No\n way </TITLE>', 'No way'],
    ['<html><title></title></html>', undefined],
    ['<html>Oh</html>', undefined],
    ['x'.repeat(1001), `${'x'.repeat(1000)}…`],
  ])('in %j are %j', (text, words) => {
    expect(serverWords(text)).toBe(words);
  });
});

describe("a server's own error", () => {
  it.each<[Readonly<Record<string, unknown>>, boolean]>([
    [{}, false],
    [{ error: null }, false],
    [{ error: '' }, false],
    [{ error: false }, false],
    [{ error: 'No' }, true],
    [{ error: {} }, true],
    [{ object: 'error' }, true],
    [{ object: 'chat.completion' }, false],
  ])('%j is one: %s', (body, is) => {
    expect(isApiError(body)).toBe(is);
  });

  it.each<[unknown, string, number | undefined]>([
    ['No', 'No', undefined],
    [{ error: { message: 'No', code: 429 } }, 'No', 429],
    [{ error: { message: 'No', status: 503, code: 429 } }, 'No', 503],
    [{ error: { message: 'No', status: 'UNAVAILABLE', code: 503 } }, 'No', 503],
    [{ error: { message: 'No', code: 'rate_limit' }, status: 429 }, 'No', 429],
    [{ error: 'No', code: 400 }, 'No', 400],
    [{ error: 'No', code: 599 }, 'No', 599],
    [{ error: 'No', code: 399 }, 'No', undefined],
    [{ error: 'No', code: 600 }, 'No', undefined],
    [{ error: 'No', code: '429' }, 'No', undefined],
    [{}, 'no reason was given', undefined],
    [null, 'no reason was given', undefined],
    ['x'.repeat(1001), `${'x'.repeat(1000)}…`, undefined],
  ])('%j is told as %j, with status %s', (body, words, status) => {
    expect(apiError(body)).toMatchObject({ type: 'api', message: `The server reported an error: ${words}`, status });
  });
});

describe('the root of an error', () => {
  const coded = (message: string, code: unknown, more: object = {}) =>
    Object.assign(new Error(message), { code }, more);
  const endless: Error & { cause?: unknown } = new Error('round');
  endless.cause = endless;

  it.each<[string, unknown, string | undefined, string]>([
    ['a text', 'No', undefined, 'No'],
    ['nothing', undefined, undefined, 'undefined'],
    ['an error', new Error('No'), undefined, 'No'],
    ['an error with a code', coded('No', 'ECONNRESET'), 'ECONNRESET', 'No'],
    ['a code that is none', coded('No', 5), undefined, 'No'],
    ['a cause', new Error('outer', { cause: coded('inner', 'E') }), 'E', 'inner'],
    ['a cause that is no error', new Error('outer', { cause: 'inner' }), undefined, 'outer'],
    ['errors of several addresses', coded('all', 'A', { errors: [coded('one', 'B'), coded('two', 'C')] }), 'B', 'one'],
    ['errors that are no list', coded('all', 'A', { errors: 5, cause: coded('one', 'B') }), 'B', 'one'],
    ['no errors at all', coded('all', 'A', { errors: [] }), 'A', 'all'],
    ['a circle', endless, undefined, 'round'],
    ['an error of another realm', { message: 'far', code: 'F' }, 'F', 'far'],
  ])('of %s', (_, error, code, message) => {
    expect(rootCause(error)).toEqual({ code, message });
  });

  it('lies six deep at most', () => {
    const nested = (depth: number): Error => new Error(String(depth), depth < 9 ? { cause: nested(depth + 1) } : {});
    expect(rootCause(nested(0)).message).toBe('5');
  });

  it.each<[unknown, boolean]>([
    [new Error('x'), true],
    [{ message: 'x' }, true],
    [{ message: 5 }, false],
    [{}, false],
    [null, false],
    ['x', false],
  ])('%j is an error: %s', (value, is) => {
    expect(isError(value)).toBe(is);
  });
});
