import { redactJson, redactText } from '../../lib/util/redact.ts';

describe('redactText', () => {
  it.each<[string, readonly string[], string]>([
    ['Wrong key my-secret, my-secret', ['my-secret'], 'Wrong key ***, ***'],
    ['Wrong key sk-proj-AbC_123*****xyz.', [], 'Wrong key ***.'],
    ['Bearer abcdef0123456789abcdef was refused', [], 'Bearer *** was refused'],
    ['Bearer authentication is required', [], 'Bearer authentication is required'],
    ['no on none', ['no'], 'no on none'],
    ['a task-oriented, risk-averse sk-1', [], 'a task-oriented, risk-averse sk-1'],
    ['our key-performance-indicators', [], 'our key-performance-indicators'],
    ['key-1234567890abcdef', [], '***'],
    ['AIzaSyA1234567890abcdef and AKIA1234567890AB', [], '*** and ***'],
    ['gsk_1234567890, ghp_1234567890, xoxb-1234567890', [], '***, ***, ***'],
    ['eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2lnbmF0dXJl!', [], '***!'],
    ['redis://user:p@ss/word@host:6379 is down', [], 'redis://***@host:6379 is down'],
    ['http://host/path is down', [], 'http://host/path is down'],
  ])('hides in %j the secrets %j and what looks like one', (text, secrets, expected) => {
    expect(redactText(text, secrets)).toBe(expected);
  });
});

describe('redactJson', () => {
  it('hides texts under the names of secrets and secrets inside texts, and keeps the rest', () => {
    const value = { api_key: 'x', max_tokens: 3, headers: [{ Authorization: 'y' }], note: 'My key is sk-abcdefgh1' };
    expect(redactJson(value)).toEqual({
      api_key: '***',
      max_tokens: 3,
      headers: [{ Authorization: '***' }],
      note: 'My key is ***',
    });
  });
});
