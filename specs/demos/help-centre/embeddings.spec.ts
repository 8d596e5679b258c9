import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lastValueFrom } from 'rxjs';
import { embedderOf } from '../../../demos/support/embedder.ts';
import { findByBoth, findByWords } from '../../../demos/support/find.ts';
import { openHelpCentre } from '../../../demos/support/help-centre.ts';

const ARTICLES = [
  { id: 'plan-08', title: 'Cancel', words: '', text: 'Choose Settings, Plan, Cancel.' },
  { id: 'desk-04', title: 'Dark mode', words: '', text: 'Choose Settings, Appearance.' },
];

/** Sees a meaning in words that have no letter in common. */
const meaning = (text: string): readonly number[] => [
  /cancel|farewell/i.test(text) ? 1 : 0,
  /dark|gloomy/i.test(text) ? 1 : 0,
  0.1,
];

let server: Server;
let answer: (input: readonly string[]) => { readonly status?: number; readonly body: unknown };
const requests: (readonly string[])[] = [];

beforeAll(async () => {
  server = createServer((request, reply) => {
    let text = '';
    request.on('data', (data: Buffer) => (text += data.toString()));
    request.on('end', () => {
      const { input } = JSON.parse(text) as { readonly input: readonly string[] };
      requests.push(input);
      const { status = 200, body } = answer(input);
      reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests.length = 0;
  // In reverse: an endpoint may answer in any order.
  answer = (input) => ({ body: { data: input.map((text, index) => ({ index, embedding: meaning(text) })).reverse() } });
});

const embedder = () => {
  const { port } = server.address() as AddressInfo;
  const made = embedderOf({
    EMBEDDINGS_MODEL: 'meanings',
    EMBEDDINGS_BASE_URL: `http://127.0.0.1:${String(port)}/v1/`,
  });
  if (made === undefined) throw new Error('There is no embedder.');
  return made;
};

const ask = (database: ReturnType<typeof openHelpCentre>, question: string) =>
  lastValueFrom(findByBoth(database, embedder(), question), { defaultValue: [] });

describe('the retrieval by words and vectors', () => {
  it('finds an article that has no word of the question', async () => {
    const database = openHelpCentre(':memory:', ARTICLES);

    expect(findByWords(database, 'farewell')).toEqual([]);
    expect((await ask(database, 'farewell'))[0]?.article).toBe('plan-08');
  });

  it('asks for the vectors of the chunks once, and of each question', async () => {
    const database = openHelpCentre(':memory:', ARTICLES);
    await ask(database, 'farewell');
    await ask(database, 'gloomy');

    expect(requests.map(({ length }) => length)).toEqual([2, 1, 1]);
  });

  it('finds nothing where neither words nor vectors fit', async () => {
    expect(await ask(openHelpCentre(':memory:', ARTICLES), 'wine')).toEqual([]);
  });

  it.each<[string, { readonly status?: number; readonly body: unknown }, RegExp]>([
    ['500', { status: 500, body: {} }, /answered 500: check EMBEDDINGS_MODEL/],
    ['too few vectors', { body: { data: [{ index: 0, embedding: [1] }] } }, /must answer with 2 vectors/],
    [
      'no numbers',
      { body: { data: [0, 1].map((index) => ({ index, embedding: ['a'] })) } },
      /must answer with 2 vectors/,
    ],
    [
      'vectors without end',
      { body: { data: [0, 1].map((index) => ({ index, embedding: Array(8193).fill(1) })) } },
      /8192/,
    ],
    ['null', { body: null }, /must answer with 2 vectors/],
  ])('fails with the reason when the endpoint answers %s, and stores nothing', async (_, given, reason) => {
    const database = openHelpCentre(':memory:', ARTICLES);
    answer = () => given;

    await expect(ask(database, 'farewell')).rejects.toThrow(reason);
    expect(database.all('SELECT * FROM vectors')).toEqual([]);
  });

  it('is off unless EMBEDDINGS_MODEL names a model', () => {
    expect(embedderOf({ OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' })).toBeUndefined();
  });
});
