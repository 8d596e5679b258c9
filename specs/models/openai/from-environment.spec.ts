import { openai } from '../../../lib/models/openai.ts';
import type { OpenAIClient } from '../../../lib/models/openai/openai-client.ts';
import { useEnvironment } from '../../support/environment.ts';
import type { LoopbackServer } from '../../support/loopback-server.ts';
import { failure, outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { answering, content, finish, REQUEST } from '../../support/wire.ts';

describe('without a client', () => {
  const serve = useServers();
  let server: LoopbackServer;

  useEnvironment({ OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });

  beforeEach(async () => {
    server = await serve({ body: answering('Hi') });
  });

  it('one is made from the environment, at subscription', async () => {
    const chunks$ = openai()(REQUEST);
    process.env['OPENAI_API_KEY'] = 'of-the-environment';
    process.env['OPENAI_BASE_URL'] = server.url;
    expect(await outcome(chunks$)).toEqual({ values: [content('Hi'), finish()], error: undefined });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer of-the-environment');
  });

  it("a server of one's own needs no key", async () => {
    process.env['OPENAI_BASE_URL'] = server.url;
    expect((await outcome(openai()(REQUEST))).error).toBeUndefined();
  });

  it('says what to set where there is no key', async () => {
    const error = await failure(openai()(REQUEST));
    expect(error.type).toBe('usage');
    expect(error.message).toMatch(/set OPENAI_API_KEY, or pass a client: openai\(new OpenAI\(\{ apiKey \}\)\)/);
  });

  it('says what to install where the package is missing', async () => {
    jest.doMock('openai', () => {
      throw new Error("Cannot find module 'openai'");
    });
    const error = await failure(openai()(REQUEST));
    jest.dontMock('openai');
    expect(error.type).toBe('usage');
    expect(error.message).toBe(
      'The package "openai" cannot be loaded: npm install openai, or use http(), which needs no client.',
    );
  });

  it('an error that stalls in its text is told by its status, and a redirect takes no key along', async () => {
    const stalled = await serve({ status: 503, body: ['Over', { stall: true }] });
    server = await serve({ status: 307, headers: { location: `${stalled.url}/chat/completions` } });
    process.env['OPENAI_API_KEY'] = 'of-the-environment';
    process.env['OPENAI_BASE_URL'] = server.url;
    const error = await failure(openai()(REQUEST));
    expect(error).toMatchObject({ type: 'http', status: 503 });
    expect(error.message).toContain('answered 503: Over');
    expect(stalled.requests[0]?.body).toEqual(REQUEST);
    expect(stalled.requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('a value that is not a client', () => {
  it.each([
    [
      'an object without chat',
      {},
      /has no chat\.completions\.create: openai\(\) takes a client of the package "openai"/,
    ],
    [
      'a create of another kind',
      { chat: { completions: { create: () => Promise.resolve() } } },
      /returned no asResponse\(\)/,
    ],
  ])('is refused: %s', async (_, client, message) => {
    const error = await failure(openai(client as unknown as OpenAIClient)(REQUEST));
    expect(error.type).toBe('usage');
    expect(error.message).toMatch(message);
  });

  it('is refused by the compiler', () => {
    // @ts-expect-error -- the client goes in, not its completions
    expect(openai({ completions: { create: () => undefined } })).toBeDefined();
  });
});
