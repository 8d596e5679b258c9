import { Agent, type Message, type Response as RunResponse, Swarm } from 'rxswarm';
import { http, openai } from 'rxswarm/models';
import { response } from 'rxswarm/operators';
import OpenAI from 'openai';
import type { ReceivedRequest } from 'rxswarm/testing';
import { chunk } from '../support/chunks.ts';
import { failure, outcome, withoutOrigin } from '../support/outcome.ts';
import { useServers } from '../support/servers.ts';
import { events, type Kind, KINDS, messagesOf, serverOf, strangers } from '../support/opaque-servers.ts';
import { answering, REQUEST } from '../support/wire.ts';

const serve = useServers();

function look(): string {
  return 'bees';
}

const agent = new Agent({ functions: [look] });
const user = (content: string): Message => ({ role: 'user', content });
const run = (swarm: Swarm, messages: readonly Message[], options: object = {}): Promise<RunResponse> =>
  outcome(swarm.run({ agent, messages, ...options }).pipe(response())).then(({ values, error }) => {
    if (values[0] === undefined) throw error ?? new Error('no response');
    return values[0];
  });

const WIRES = [
  ['http()', (baseURL: string) => http({ baseURL })],
  ['openai()', (baseURL: string) => openai(new OpenAI({ baseURL, apiKey: 'key' }))],
] as const;

describe.each(WIRES)('%s', (_, make) => {
  it.each(Object.entries(KINDS))('gives %s back what it needs, in the run and in the next one', async (_name, kind) => {
    const { url } = await serve(serverOf(kind));
    const swarm = new Swarm(make(url));
    const first = await run(swarm, [user('Look.')]);
    expect(first.messages.at(-1)?.content).toBe('Bees.');
    const stored = JSON.parse(JSON.stringify(first.messages)) as readonly Message[];
    const second = await run(swarm, [user('Look.'), ...stored, user('Again.')]);
    expect(second.messages.at(-1)?.content).toBe('Bees.');
  });

  it.each(Object.entries(KINDS))('gives nothing of %s to another server, or to another model', async (_name, kind) => {
    const own = await serve(serverOf(kind));
    const other = await serve(events(chunk({ content: 'Hi' }), chunk({}, 'stop')));
    const { messages } = await run(new Swarm(make(own.url)), [user('Look.')]);
    const conversation = [user('Look.'), ...messages, user('And you?')];
    await run(new Swarm(make(other.url)), conversation);
    expect(other.requests.flatMap(messagesOf).flatMap(strangers)).toEqual([]);
    const asked = messagesOf(other.requests[0] as ReceivedRequest).flatMap((each) => each.tool_calls ?? []);
    expect(asked.map((each) => Object.keys(each))).toEqual([['id', 'type', 'function']]);

    await outcome(make(own.url)({ ...REQUEST, model: 'another', messages: conversation }));
    expect(own.requests.slice(-1).flatMap(messagesOf).flatMap(strangers)).toEqual([]);
  });
});

it('the loss of what a server needs is the 400 of that server', async () => {
  const { url } = await serve(serverOf(KINDS['DeepSeek'] as Kind));
  const swarm = new Swarm(http({ baseURL: url }));
  const { messages } = await run(swarm, [user('Look.')]);
  const lost = messages.map(withoutOrigin);
  const error = await failure(swarm.run({ agent, messages: [user('Look.'), ...lost, user('Again.')] }));
  expect(error).toMatchObject({ type: 'http', status: 400 });
});

describe('an answer', () => {
  it('tells its wire, its model and a hash of the host, the same for both ways to ask', async () => {
    const { url } = await serve(events(chunk({ content: 'Hi' }), chunk({}, 'stop')));
    const origins = await Promise.all(
      WIRES.map(async ([, make]) => (await run(new Swarm(make(url)), [user('Hi')])).messages[0]),
    );
    const host = expect.stringMatching(/^[0-9a-z]{1,7}$/) as string;
    for (const origin of origins) {
      expect(origin).toMatchObject({ origin: { wire: 'chat-completions', model: 'gpt-4o', host } });
    }
    expect(origins[0]).toEqual(origins[1]);
  });

  it('takes no origin from a server', async () => {
    const { url } = await serve(
      events({ ...chunk({ content: 'Hi', origin: 'me' } as object), origin: 'me' }, chunk({}, 'stop')),
    );
    const { messages } = await run(new Swarm(http({ baseURL: url })), [user('Hi')]);
    expect(messages[0]).toMatchObject({ origin: { wire: 'chat-completions' } });
  });
});

describe('reasoning_content', () => {
  it('goes back with the messages of a question that took calls, and with no others', async () => {
    const server = await serve(events(chunk({ content: 'Hi' }), chunk({}, 'stop')));
    const swarm = new Swarm(http({ baseURL: server.url }));
    const { origin } = (await run(swarm, [user('Hi')])).messages[0] as { origin?: object };
    const thinks = (reasoning: string, more: object): Message =>
      ({ role: 'assistant', content: 'x', reasoning_content: reasoning, origin, ...more }) as Message;
    const looks = { tool_calls: [{ id: 'call00001', type: 'function', function: { name: 'look', arguments: '{}' } }] };
    const result: Message = { role: 'tool', tool_call_id: 'call00001', content: 'bees' };
    const conversation = [
      user('a'),
      thinks('1', {}),
      user('b'),
      thinks('2', looks),
      result,
      thinks('3', {}),
      user('c'),
    ];
    await run(swarm, conversation);
    const sent = messagesOf(server.requests[1] as ReceivedRequest).map((each) => each['reasoning_content']);
    expect(sent).toEqual([undefined, undefined, undefined, '2', undefined, '3', undefined]);
  });
});

it("DeepSeek's own server gets an empty reasoning with the calls of another model, from its first turn on", async () => {
  const bodies: string[] = [];
  const fetch = (_: string, { body }: RequestInit): Promise<Response> => {
    bodies.push(body as string);
    return Promise.resolve(new Response(answering('Hi').join('')));
  };
  const calls = [{ id: 'abcdefghi', type: 'function' as const, function: { name: 'look', arguments: '{}' } }];
  const messages: readonly Message[] = [
    user('Look.'),
    { role: 'assistant', tool_calls: calls },
    { role: 'tool', tool_call_id: 'abcdefghi', tool_name: 'look', content: 'bees' },
  ];
  for (const baseURL of ['https://api.deepseek.com/v1', 'https://chat.example/v1']) {
    await outcome(http({ baseURL, apiKey: 'key', fetch })({ ...REQUEST, messages }));
  }
  const sent = bodies.map((body) => (JSON.parse(body) as typeof REQUEST).messages[1]);
  expect(sent).toMatchObject([{ reasoning_content: '', tool_calls: [{ id: 'abcdefghi' }] }, { tool_calls: calls }]);
  expect(sent[1]).not.toHaveProperty('reasoning_content');
});
