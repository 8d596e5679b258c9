import type { Message } from 'rxswarm';
import { callOptions } from '../../../lib/models/ai-sdk/call-options.ts';
import { REQUEST } from '../../support/wire.ts';
import { fakeModel, VERSIONS } from './language-model.ts';

type Json = Readonly<Record<string, unknown>>;
type Version = (typeof VERSIONS)[number];

const ORIGIN = { wire: 'ai-sdk', model: 'bee.chat:queen', host: '' };

const optionsOf = (request: Json, version: Version = 'v3', provider = 'bee.chat'): Json =>
  callOptions({ ...REQUEST, ...request }, fakeModel(version, [], provider), ORIGIN);

const promptOf = (messages: readonly Message[], version: Version = 'v3') =>
  optionsOf({ messages }, version)['prompt'] as readonly Json[];

describe('callOptions', () => {
  it.each<readonly [Json, Json]>([
    [
      { temperature: 0, top_p: 0.5, seed: 7 },
      { temperature: 0, topP: 0.5, seed: 7 },
    ],
    [{ max_tokens: 5 }, { maxOutputTokens: 5 }],
    [{ max_tokens: 5, max_completion_tokens: 6 }, { maxOutputTokens: 6 }],
    [{ stop: 'X' }, { stopSequences: ['X'] }],
    [{ stop: ['X', 'Y'] }, { stopSequences: ['X', 'Y'] }],
    [{ response_format: { type: 'json_object' } }, { responseFormat: { type: 'json' } }],
    [
      {
        response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' }, strict: true } },
      },
      { responseFormat: { type: 'json', name: 'n', schema: { type: 'object' } } },
    ],
    [{ reasoning_effort: 'low' }, { providerOptions: { bee: { reasoningEffort: 'low' } } }],
    [{ topK: 3 }, { topK: 3 }],
    [
      { aiSdk: { topK: 3, headers: { a: 'b' } }, gemini: { x: 1 } },
      { topK: 3, headers: { a: 'b' } },
    ],
    [
      { reasoning_effort: 'low', aiSdk: { providerOptions: { bee: { reasoningEffort: 'high' }, wasp: { a: 1 } } } },
      { providerOptions: { bee: { reasoningEffort: 'high' }, wasp: { a: 1 } } },
    ],
  ])('translates %j into %j', (settings, options) => {
    const prompt = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }];
    expect(optionsOf(settings)).toEqual({ ...options, prompt });
  });

  it('asks a model of V4 for the effort in its own field', () => {
    expect(optionsOf({ reasoning_effort: 'high' }, 'v4')).toMatchObject({ reasoning: 'high' });
  });

  it.each<readonly [string, Json]>([
    ['openai.responses', { openai: { parallelToolCalls: false } }],
    ['anthropic.messages', { anthropic: { disableParallelToolUse: true } }],
  ])('asks %s for one call at a time', (provider, providerOptions) => {
    expect(optionsOf({ parallel_tool_calls: false }, 'v3', provider)).toMatchObject({ providerOptions });
  });

  it.each<readonly [unknown, Json]>([
    ['auto', { type: 'auto' }],
    ['required', { type: 'required' }],
    [
      { type: 'function', function: { name: 'look' } },
      { type: 'tool', toolName: 'look' },
    ],
  ])('chooses tools by %j', (choice, toolChoice) => {
    const tools = [{ type: 'function', function: { name: 'look', parameters: {}, strict: true } }];
    expect(optionsOf({ tools, tool_choice: choice })).toMatchObject({
      tools: [{ type: 'function', name: 'look', inputSchema: {}, strict: true }],
      toolChoice,
    });
    expect(optionsOf({ tools }, 'v2')['tools']).toEqual([{ type: 'function', name: 'look', inputSchema: {} }]);
  });

  it('warns of a setting without a counterpart, and leaves it out', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(optionsOf({ logit_bias: {} })).not.toHaveProperty('logit_bias');
    expect(warn.mock.calls[0]?.[0]).toContain('"logit_bias"');
    warn.mockRestore();
  });
});

describe('a prompt', () => {
  it.each<readonly [Version, Json, Json]>([
    ['v2', { data: 'QUI=' }, { data: new URL('https://a.example/b.png') }],
    ['v3', { data: 'QUI=' }, { data: new URL('https://a.example/b.png') }],
    [
      'v4',
      { data: { type: 'data', data: 'QUI=' } },
      { data: { type: 'url', url: new URL('https://a.example/b.png') } },
    ],
  ])('of %s has images as files', (version, bytes, address) => {
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'text', text: '' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,QUI=' } },
      { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
    ];
    expect(promptOf([{ role: 'user', content }], version)[0]).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        { type: 'file', mediaType: 'image/png', ...bytes },
        { type: 'file', mediaType: 'image/*', ...address },
      ],
    });
  });

  it.each<readonly [Version, Json]>([
    ['v2', { type: 'media', data: 'QUI=', mediaType: 'image/png' }],
    ['v3', { type: 'image-data', data: 'QUI=', mediaType: 'image/png' }],
    ['v4', { type: 'file', data: { type: 'data', data: 'QUI=' }, mediaType: 'image/png' }],
  ])('of %s has the images of a result in its words', (version, part) => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,QUI=' } };
    const calls = [{ id: 'c', type: 'function', function: { name: 'see', arguments: '{}' } }] as const;
    const prompt = promptOf(
      [
        { role: 'user', content: 'Go' },
        { role: 'assistant', tool_calls: calls },
        { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: 'Here' }, image] },
      ],
      version,
    );
    expect(prompt.at(-1)).toMatchObject({
      content: [{ toolName: 'see', output: { type: 'content', value: [{ type: 'text', text: 'Here' }, part] } }],
    });
  });

  it('answers open calls, sends nothing broken back and leaves out empty answers', () => {
    const calls = [{ id: 'c', type: 'function', function: { name: 'a b', arguments: '{"x' } }] as const;
    const prompt = promptOf([
      { role: 'user', content: 'Go' },
      { role: 'assistant', tool_calls: calls },
      { role: 'user', content: 'On' },
      { role: 'assistant', content: '' },
      { role: 'user', content: '' },
    ]);
    expect(prompt.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user', 'user']);
    expect(prompt[1]?.['content']).toEqual([{ type: 'tool-call', toolCallId: 'c', toolName: 'a_b', input: {} }]);
    expect(prompt[4]?.['content']).toEqual([{ type: 'text', text: '' }]);
  });

  it.each<readonly [string, string, readonly Json[]]>([
    [
      'keeps the parts of a text',
      'abcd',
      [
        { type: 'text', text: 'ab', providerOptions: { bee: { n: 1 } } },
        { type: 'text', text: 'cd' },
      ],
    ],
    ['takes the text of the message where it was changed', 'a', [{ type: 'text', text: 'a' }]],
  ])('%s', (_, content, parts) => {
    const kept = '[{"type":"text","length":2,"providerOptions":{"bee":{"n":1}}},{"type":"text","length":2}]';
    const answer = { role: 'assistant', content, origin: ORIGIN, ai_sdk: kept } as Message;
    expect(promptOf([{ role: 'user', content: 'Go' }, answer])[1]?.['content']).toEqual(parts);
  });

  it.each(['{', '7', '[null,7,{}]', '[{"type":"call","id":"gone"}]'])('passes over kept parts that are %s', (kept) => {
    const answer = { role: 'assistant', content: 'a', origin: ORIGIN, ai_sdk: kept } as Message;
    expect(promptOf([{ role: 'user', content: 'Go' }, answer])[1]?.['content']).toEqual([{ type: 'text', text: 'a' }]);
  });
});
