import { take } from 'rxjs';
import { Agent, type Message, Swarm } from 'rxswarm';
import { fromAiSdk } from 'rxswarm/models/ai-sdk';
import { withSchema } from 'rxswarm/schema';
import { listenedTo } from '../../../lib/models/transport/exchange-listener.ts';
import { isWire } from '../../../lib/models/wire.ts';
import { collect, last } from '../../support/collect.ts';
import { failure } from '../../support/outcome.ts';
import { REQUEST } from '../../support/wire.ts';
import { fakeModel, finish, VERSIONS } from './language-model.ts';

const SIGNED = {
  bee: {
    signature: 'sig-1',
    __proto__: null,
    list: [
      { index: 0, a: 'x' },
      { index: 0, a: 'y' },
    ],
  },
};

const look = withSchema((place: string) => `Three at the ${place}.`, {
  name: 'look',
  parameters: {
    type: 'object',
    properties: { place: { type: 'string' } },
    required: ['place'],
    additionalProperties: false,
  },
  order: ['place'],
});

const CALLING = [
  { type: 'stream-start', warnings: [] },
  { type: 'response-metadata', id: 'a1', modelId: 'queen-2' },
  { type: 'reasoning-start', id: '0' },
  { type: 'reasoning-delta', id: '0', delta: 'I ' },
  { type: 'reasoning-delta', id: '0', delta: 'look.' },
  { type: 'reasoning-end', id: '0', providerMetadata: SIGNED },
  { type: 'text-start', id: '1' },
  { type: 'text-delta', id: '1', delta: 'One moment.' },
  { type: 'text-end', id: '1' },
  { type: 'tool-input-start', id: 'c-1', toolName: 'look' },
  { type: 'tool-input-delta', id: 'c-1', delta: '{"place":' },
  { type: 'tool-input-delta', id: 'c-1', delta: '"hive"}' },
  { type: 'tool-input-end', id: 'c-1' },
  {
    type: 'tool-call',
    toolCallId: 'c-1',
    toolName: 'look',
    input: '{"place":"hive"}',
    providerMetadata: { bee: { thought: 'T' } },
  },
  { type: 'tool-call', toolCallId: 'c-2', toolName: 'look', input: '{"place":"tree"}' },
];

const saying = (text: string) => [{ type: 'text-delta', id: '0', delta: text }];

describe.each(VERSIONS)('fromAiSdk() over a model of version %s', (version) => {
  const end = finish(version);
  const calling = { parts: [...CALLING, finish(version, 'tool-calls')] };

  it('runs a tool loop, and the provider hears again what it said of each part', async () => {
    const model = fakeModel(version, [calling, { parts: [...saying('Six.'), end] }]);
    const agent = new Agent({ instructions: 'Count.', functions: [look] });
    const events$ = new Swarm(fromAiSdk(model)).run({ agent, messages: [{ role: 'user', content: 'Bees?' }] });
    const { response } = (await last(events$)) as { response: { messages: readonly Message[]; usage: unknown } };

    expect(response.messages.at(-1)?.content).toBe('Six.');
    expect(response.usage).toMatchObject({
      prompt_tokens: 6,
      total_tokens: 16,
      prompt_tokens_details: { cached_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 4 },
    });
    expect(model.asked[0]).toMatchObject({
      prompt: [
        { role: 'system', content: 'Count.' },
        { role: 'user', content: [{ type: 'text', text: 'Bees?' }] },
      ],
      tools: [{ type: 'function', name: 'look', inputSchema: { type: 'object' } }],
    });
    expect((model.asked[1]?.['prompt'] as readonly unknown[]).slice(2)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'I look.', providerOptions: SIGNED },
          { type: 'text', text: 'One moment.' },
          {
            type: 'tool-call',
            toolCallId: 'c-1',
            toolName: 'look',
            input: { place: 'hive' },
            providerOptions: { bee: { thought: 'T' } },
          },
          { type: 'tool-call', toolCallId: 'c-2', toolName: 'look', input: { place: 'tree' } },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c-1',
            toolName: 'look',
            output: { type: 'text', value: 'Three at the hive.' },
          },
          {
            type: 'tool-result',
            toolCallId: 'c-2',
            toolName: 'look',
            output: { type: 'text', value: 'Three at the tree.' },
          },
        ],
      },
    ]);
  });

  it('drops what another model said of its parts, and rewrites the ids of its calls', async () => {
    const first = fakeModel(version, [calling], 'wasp.chat');
    const second = fakeModel(version, [{ parts: [...saying('Six.'), end] }]);
    const agent = new Agent({ functions: [look] });
    const question: Message = { role: 'user', content: 'Bees?' };
    const run$ = new Swarm(fromAiSdk(first)).run({ agent, messages: [question], maxTurns: 1 });
    const { response } = (await last(run$)) as { response: { messages: readonly Message[] } };
    await collect(fromAiSdk(second)({ ...REQUEST, messages: [question, ...response.messages] }));

    const [, answer, results] = second.asked[0]?.['prompt'] as readonly {
      content: readonly Record<string, unknown>[];
    }[];
    expect(answer?.content.map(({ type }) => type)).toEqual(['text', 'tool-call', 'tool-call']);
    expect(JSON.stringify(second.asked)).not.toContain('sig-1');
    expect(answer?.content[1]?.['toolCallId']).toMatch(/^[a-z0-9]{9}$/);
    expect(results?.content.map(({ toolCallId }) => toolCallId)).toEqual(
      answer?.content.slice(1).map(({ toolCallId }) => toolCallId),
    );
  });

  it('asks for a whole answer where the request is not streamed', async () => {
    const model = fakeModel(version, [
      { parts: [end, { type: 'text', text: 'Six.', providerMetadata: { bee: { id: 'x' } } }] },
    ]);
    const chunks = await collect(fromAiSdk(model)({ ...REQUEST, stream: false }));
    expect(chunks[0]).toMatchObject({ id: 'a1', model: 'queen-2', choices: [{ delta: { content: 'Six.' } }] });
    expect(chunks.at(-1)?.choices[0]).toMatchObject({
      finish_reason: 'stop',
      delta: { ai_sdk: '[{"type":"text","length":4,"providerOptions":{"bee":{"id":"x"}}}]' },
    });
  });

  it('aborts the signal and cancels the stream when it is unsubscribed', async () => {
    const model = fakeModel(version, [{ parts: saying('Six'), then: 'hang' }]);
    expect(await collect(fromAiSdk(model)(REQUEST).pipe(take(1)))).toHaveLength(1);
    expect((model.asked[0]?.['abortSignal'] as AbortSignal).aborted).toBe(true);
    expect(model.cancelled()).toBe(1);
  });

  it('completes when the answer is whole, though its stream hangs', async () => {
    const model = fakeModel(version, [{ parts: [...saying('Six.'), end], then: 'hang' }]);
    expect(await collect(fromAiSdk(model)(REQUEST))).toHaveLength(2);
    expect((model.asked[0]?.['abortSignal'] as AbortSignal).aborted).toBe(false);
  });

  it.each<readonly [string, readonly Readonly<Record<string, unknown>>[]]>([
    ['without an end', saying('Si')],
    [
      'with an end that the provider made up',
      [...saying('Si'), finish(version, version === 'v2' ? 'unknown' : 'interrupted')],
    ],
  ])('errors with `incomplete` for an answer %s', async (_, parts) => {
    expect(await failure(fromAiSdk(fakeModel(version, [{ parts }]))(REQUEST))).toMatchObject({ type: 'incomplete' });
  });
});

describe('fromAiSdk()', () => {
  it('sends nothing before it is subscribed to, and asks once for each subscription', async () => {
    const answer = { parts: [...saying('Six.'), finish('v3')] };
    const model = fakeModel('v3', [answer, answer]);
    const chunks$ = fromAiSdk(model)(REQUEST);
    expect(model.asked).toHaveLength(0);
    await collect(chunks$);
    await collect(chunks$);
    expect(model.asked).toHaveLength(2);
  });

  it('takes a function that returns the model for a name, as providers are', async () => {
    const names: string[] = [];
    const model = fakeModel('v3', [{ parts: [...saying('Six.'), finish('v3')] }]);
    const provider = (name: string) => {
      names.push(name);
      return model;
    };
    const [chunk] = await collect(fromAiSdk(provider)(REQUEST));
    expect(names).toEqual(['gpt-4o']);
    expect(chunk?.origin).toEqual({ wire: 'ai-sdk', model: 'bee.chat:queen', host: '' });
  });

  it('is a wire, which `Swarm` puts within `retry()` and `timeout()`', () => {
    expect(isWire(fromAiSdk(fakeModel('v3', [])))).toBe(true);
  });

  it('tells the listener of a request of headers and reads', async () => {
    const model = fakeModel('v3', [{ parts: [...saying('Six.'), finish('v3')] }]);
    const heard: unknown[] = [];
    const listener = {
      headers: (headers: Headers) => heard.push(headers.get('x-request-id')),
      read: () => heard.push('read'),
    };
    await collect(fromAiSdk(model)(listenedTo(REQUEST, listener)));
    expect(heard).toEqual(['r1', 'read', 'read']);
  });

  it.each([
    [undefined, 'undefined'],
    ['openai/gpt', 'string'],
    [{ apiKey: 'sk-secret' }, 'object'],
    [{ specificationVersion: 'v1', doStream: () => undefined }, 'one of version "v1"'],
  ])('refuses %j at once', (model, kind) => {
    expect(() => fromAiSdk(model as never)).toThrow(
      `fromAiSdk() takes a language model of the AI SDK, of version v2, v3 or v4, got ${kind}.`,
    );
  });

  it('errors with `usage` for a function that returns no model', async () => {
    expect(await failure(fromAiSdk((() => undefined) as never)(REQUEST))).toMatchObject({
      type: 'usage',
      message: expect.stringContaining('for the model "gpt-4o"') as string,
    });
  });
});
