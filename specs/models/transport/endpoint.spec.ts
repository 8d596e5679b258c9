import { endpointOf, OPENAI } from '../../../lib/models/transport/endpoint.ts';
import { useEnvironment } from '../../support/environment.ts';

const baseURL = 'http://127.0.0.1:1/v1';

useEnvironment({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });

const endpoint = (options: Partial<Parameters<typeof endpointOf>[1]>) =>
  endpointOf(OPENAI, { baseURL, apiKey: undefined, headers: {}, path: '/chat/completions', ...options });

describe('endpointOf()', () => {
  it.each([
    ['http://127.0.0.1:1/v1', 'http://127.0.0.1:1/v1/chat/completions'],
    ['http://127.0.0.1:1/v1//', 'http://127.0.0.1:1/v1/chat/completions'],
    ['http://127.0.0.1:1', 'http://127.0.0.1:1/chat/completions'],
    ['http://127.0.0.1:1/v1?api-version=1#x', 'http://127.0.0.1:1/v1/chat/completions?api-version=1'],
  ])('returns for the baseURL %s the address %s', (base, url) => {
    expect(endpoint({ baseURL: base }).url).toBe(url);
  });

  it('reads the environment at each call', () => {
    for (const key of ['secret-one', 'secret-two']) {
      process.env['OPENAI_API_KEY'] = key;
      const { headers, info } = endpoint({});
      expect(headers).toMatchObject({ authorization: `Bearer ${key}` });
      expect(info.secrets).toContain(key);
    }
  });

  it.each([undefined, null, 1, () => 'x'])('throws for a header whose value is %p, which is no string', (value) => {
    const headers = { 'x-key': value } as unknown as Record<string, string>;
    expect(() => endpoint({ headers })).toThrow('The header "x-key" cannot be sent: its value is not a string,');
  });

  it('shortens the name of a header and the address that it refuses', () => {
    expect(() => endpoint({ headers: { ['x '.repeat(1000)]: 'y' } })).toThrow(/^The header "[x ]{80}…" cannot be sent/);
    expect(() => endpoint({ baseURL: 'x'.repeat(1000) })).toThrow(/got "x{200}…"\.$/);
  });

  it('shows no password and no query of an address that it refuses', () => {
    expect(() => endpoint({ baseURL: 'ftp://u:secret@host/x?key=secret' })).toThrow('got "ftp://***@host/x".');
  });
});
