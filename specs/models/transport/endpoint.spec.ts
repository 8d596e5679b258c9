import { endpoints } from '../../../lib/models/transport/endpoint.ts';

const endpoint = endpoints();
const baseURL = 'http://127.0.0.1:1/v1';

it('is taken apart once, until an option changes', () => {
  const headers: Record<string, string> = { 'x-tenant': 'one' };
  const ask = (key: string) => endpoint({ baseURL, apiKey: key, headers });
  const first = ask('secret-one');
  expect(ask('secret-one')).toBe(first);
  expect(first.headers).toMatchObject({ authorization: 'Bearer secret-one', 'x-tenant': 'one' });
  expect(ask('secret-two').headers).toMatchObject({ authorization: 'Bearer secret-two' });
  headers['x-tenant'] = 'two';
  expect(ask('secret-two').headers).toMatchObject({ 'x-tenant': 'two' });
  expect(endpoint({ baseURL: `${baseURL}/x`, apiKey: 'secret-two', headers }).url).toBe(
    `${baseURL}/x/chat/completions`,
  );
});

it('follows the environment', () => {
  const before = process.env['OPENAI_API_KEY'];
  try {
    for (const key of ['secret-one', 'secret-two']) {
      process.env['OPENAI_API_KEY'] = key;
      const { headers, asked } = endpoint({ baseURL, apiKey: undefined, headers: {} });
      expect(headers).toMatchObject({ authorization: `Bearer ${key}` });
      expect(asked.secrets).toContain(key);
    }
  } finally {
    if (before === undefined) delete process.env['OPENAI_API_KEY'];
    else process.env['OPENAI_API_KEY'] = before;
  }
});

it.each([undefined, null, 1, () => 'x'])('refuses a header that is no string: %p', (value) => {
  const headers = { 'x-key': value } as unknown as Record<string, string>;
  expect(() => endpoint({ baseURL, apiKey: 'secret', headers })).toThrow(
    'The header "x-key" cannot be sent: its name or value is no text,',
  );
});
