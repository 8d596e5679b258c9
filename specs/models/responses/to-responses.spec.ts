import type { Message } from 'rxswarm';
import { toResponses } from '../../../lib/models/responses/to-responses.ts';
import { call } from '../../support/chunks.ts';

const ORIGIN = { wire: 'responses', model: 'gpt-5', host: 'h' };

const bodyOf = (more: object): Readonly<Record<string, unknown>> =>
  toResponses({ model: 'gpt-5', messages: [], stream: true, ...more }, ORIGIN);

const inputOf = (...messages: readonly object[]): unknown =>
  bodyOf({ messages: messages as readonly Message[] })['input'];

const parameters = { type: 'object', properties: {} } as const;

describe('a setting', () => {
  it.each<readonly [string, object, object]>([
    ['reasoning_effort', { reasoning_effort: 'low' }, { reasoning: { effort: 'low' } }],
    ['max_completion_tokens', { max_completion_tokens: 9, max_tokens: 7 }, { max_output_tokens: 9 }],
    ['max_tokens', { max_tokens: 7 }, { max_output_tokens: 7 }],
    ['verbosity', { verbosity: 'low' }, { text: { verbosity: 'low' } }],
    ['logprobs', { logprobs: true }, { include: ['reasoning.encrypted_content', 'message.output_text.logprobs'] }],
    ['store', { store: true }, { store: true }],
    ['temperature', { temperature: 0, top_p: 1, user: 'u' }, { temperature: 0, top_p: 1, user: 'u' }],
    ['an unknown parameter', { truncation: 'auto' }, { truncation: 'auto' }],
    ['a parameter of the API', { responses: { max_tool_calls: 2 } }, { max_tool_calls: 2 }],
    [
      'a group of the API',
      { reasoning_effort: 'low', responses: { reasoning: { summary: 'auto' } } },
      { reasoning: { effort: 'low', summary: 'auto' } },
    ],
    [
      'what caches and moderates',
      { prompt_cache_options: { mode: 'off' }, moderation: { model: 'm' } },
      { prompt_cache_options: { mode: 'off' }, moderation: { model: 'm' } },
    ],
    ['include of the API', { responses: { include: ['x'] } }, { include: ['reasoning.encrypted_content', 'x'] }],
    [
      'response_format',
      { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: parameters, strict: true } } },
      { text: { format: { type: 'json_schema', name: 'a', schema: parameters, strict: true } } },
    ],
    [
      'a function, with a tool of the server',
      {
        tools: [{ type: 'function', function: { name: 'f', description: 'Does.', parameters, strict: false } }],
        tool_choice: { type: 'function', function: { name: 'f' } },
        parallel_tool_calls: false,
        responses: { tools: [{ type: 'web_search' }] },
      },
      {
        tools: [
          { type: 'function', name: 'f', description: 'Does.', parameters, strict: false },
          { type: 'web_search' },
        ],
        tool_choice: { type: 'function', name: 'f' },
        parallel_tool_calls: false,
      },
    ],
  ])('%s is sent in the words of the API', (_name, given, sent) => {
    expect(bodyOf(given)).toMatchObject(sent);
  });

  it('of another API, an empty list of tools and the options of a stream are left out', () => {
    const given = { anthropic: { cache: true }, tools: [], stream_options: { include_usage: true } };
    expect(bodyOf(given)).toEqual({
      model: 'gpt-5',
      input: [],
      stream: true,
      store: false,
      include: ['reasoning.encrypted_content'],
    });
  });

  it('include of null asks for nothing, as a deployment wants whose name does not tell that it has no reasoning', () => {
    expect(bodyOf({ model: 'ours', responses: { include: null } })).not.toHaveProperty('include');
  });

  it.each([true, 'auto', [1]])('of %j under the key of the API is a usage error', (value) => {
    expect(() => bodyOf({ responses: value })).toThrow(
      expect.objectContaining({
        type: 'usage',
        message: `settings.responses must be an object of the API's own parameters, got ${JSON.stringify(value)}.`,
      }) as Error,
    );
  });

  it.each(['gpt-4o', 'gpt-4.1-mini', 'openai/gpt-4o', 'ft:gpt-4o-mini:org', 'gpt-5-chat-latest'])(
    'asks %s for no encrypted reasoning, because it has none',
    (model) => {
      expect(bodyOf({ model })).not.toHaveProperty('include');
    },
  );
});

describe('a message', () => {
  const image = { url: 'data:image/png;base64,AA' };

  it.each<readonly [string, object, object]>([
    ['of the system', { role: 'system', content: 'Be brief.' }, { role: 'system', content: 'Be brief.' }],
    ['of the developer', { role: 'developer', content: 'So.' }, { role: 'developer', content: 'So.' }],
    ['of the user with a name', { role: 'user', name: 'Ann', content: 'Hi' }, { role: 'user', content: 'Hi' }],
    [
      'in parts',
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See' },
          { type: 'image_url', image_url: image },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' } },
          { type: 'input_file', file_id: 'file_1' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'See' },
          { type: 'input_image', image_url: image.url, detail: 'auto' },
          { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' },
          { type: 'input_file', file_id: 'file_1' },
        ],
      },
    ],
    ['that refuses', { role: 'assistant', refusal: 'No.' }, { type: 'message', role: 'assistant', content: 'No.' }],
  ])('%s is an item', (_name, message, item) => {
    expect(inputOf(message)).toEqual([item]);
  });

  it('without text and calls is no item', () => {
    expect(inputOf({ role: 'user', content: 'Hi' }, { role: 'assistant', content: '' })).toHaveLength(1);
  });

  it('with a broken call sends no arguments, and its open call is answered', () => {
    expect(inputOf({ role: 'assistant', tool_calls: [call('look', '{"a":', 'c1')] })).toEqual([
      { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: expect.stringContaining('not executed') as string },
    ]);
  });

  it.each([
    ['of 64 characters stays', 'c'.repeat(64), undefined, true],
    ['of 65 characters is replaced, in its result as well', 'c'.repeat(65), undefined, false],
    ['of another wire is replaced', 'toolu_1', { wire: 'anthropic', model: 'claude', host: 'x' }, false],
  ])('with an id %s', (_name, id, origin, stays) => {
    const caller = { role: 'assistant', tool_calls: [call('look', {}, id)], origin };
    const input = inputOf(caller, { role: 'tool', tool_call_id: id, content: 'bees' });
    const [first, second] = input as readonly { readonly call_id: string }[];
    expect(first?.call_id === id).toBe(stays);
    expect(second?.call_id).toBe(first?.call_id);
  });
});

describe('the items of an own answer', () => {
  const sealed = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' };
  const own = (more: object): object => ({ role: 'assistant', content: 'ab', origin: ORIGIN, ...more });

  it.each<readonly [string, object, object[]]>([
    ['stand in their places', { output_items: [sealed, { type: 'message', length: 2 }] }, [sealed]],
    ['are dropped once the text was changed', { output_items: [sealed, { type: 'message', length: 9 }] }, []],
    ['are dropped once a call was taken away', { output_items: [sealed, { type: 'function_call' }] }, []],
    ['are dropped in another form', { output_items: [null, sealed] }, []],
    [
      'lose reasoning that the server cannot read',
      {
        output_items: [
          { type: 'reasoning', id: 'rs_1', summary: [] },
          { type: 'message', length: 2 },
        ],
      },
      [],
    ],
  ])('%s', (_name, more, before) => {
    expect(inputOf(own(more))).toEqual([...before, { type: 'message', role: 'assistant', content: 'ab' }]);
  });
});
