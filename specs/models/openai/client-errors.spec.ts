import { endErrorTexts, FETCH_OPTIONS } from '../../../lib/models/openai/raw-answer.ts';

const busy = new Response('Busy', { status: 503 });
type Send = (url: string, init?: object) => Promise<Response>;
const clientOf = (fetch: Send): { fetch: Send } => ({ fetch });

describe("a client's fetch", () => {
  it('reads the text of an error for our requests alone', async () => {
    const client = clientOf(() => Promise.resolve(busy));
    endErrorTexts(client);
    expect(await client.fetch('http://x', {})).toBe(busy);
    expect(await client.fetch('http://x')).toBe(busy);
    expect(busy.bodyUsed).toBe(false);
    const ours = await client.fetch('http://x', { method: 'POST', ...FETCH_OPTIONS });
    expect(ours).not.toBe(busy);
    expect(await ours.text()).toBe('Busy');
  });

  it('is replaced once', () => {
    const client = clientOf(() => Promise.resolve(busy));
    endErrorTexts(client);
    const { fetch } = client;
    endErrorTexts(client);
    expect(client.fetch).toBe(fetch);
  });

  it('stays where a client is frozen, or has none', () => {
    const frozen = Object.freeze(clientOf(() => Promise.resolve(busy)));
    const { fetch } = frozen;
    endErrorTexts(frozen);
    expect(frozen.fetch).toBe(fetch);
    const bare = {};
    endErrorTexts(bare);
    expect(bare).toEqual({});
  });
});
