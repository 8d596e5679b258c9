import type { ChatCompletionRequest, Message, ToolCall } from '../../../lib/messages/types.ts';
import { MESSAGES } from '../../../lib/models/anthropic/api.ts';

const ORIGIN = { wire: 'anthropic', model: 'claude-sonnet-4-5', host: 'h' };
const REQUEST: ChatCompletionRequest = {
  model: 'claude-sonnet-4-5',
  messages: [{ role: 'user', content: 'Hello' }],
  stream: true,
};
type Body = Readonly<Record<string, unknown>>;
const body = (request: Partial<ChatCompletionRequest> = {}): Body =>
  JSON.parse(MESSAGES.body({ ...REQUEST, ...request }, ORIGIN)) as Body;
const turns = (...messages: readonly Message[]): unknown => body({ messages })['messages'];

const user = (content: Extract<Message, { role: 'user' }>['content']): Message => ({ role: 'user', content });
const call = (id: string, input = '{}', name = 'look'): ToolCall => ({
  id,
  type: 'function',
  function: { name, arguments: input },
});
const calls = (...list: readonly ToolCall[]): Message => ({ role: 'assistant', tool_calls: list });
const result = (id: string, content: string): Message => ({ role: 'tool', tool_call_id: id, content });
const text = (words: string) => ({ type: 'text', text: words });
const tool = (name: string) => ({
  type: 'function' as const,
  function: { name, description: 'Looks.', parameters: { type: 'object' }, strict: true },
});

describe('a request', () => {
  it('warns once of a setting without counterpart', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (let times = 0; times < 2; times++) body({ seed: 7, model: 'claude-opus-4-7', temperature: 0.5 });
    const words = warn.mock.calls.map(
      ([line]) => /"(\w+)" has no counterpart in the API "anthropic"/.exec(String(line))?.[1],
    );
    warn.mockRestore();
    expect(words).toEqual(['seed', 'temperature']);
  });

  it('warns of a forced call that the model refuses', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    body({ model: 'claude-sonnet-5-5', tools: [tool('look')], tool_choice: 'required' });
    const [[words] = []] = warn.mock.calls;
    warn.mockRestore();
    expect(words).toBe(
      'rxswarm: the model "claude-sonnet-5-5" takes no forced calls: its tool_choice is sent as "auto".',
    );
  });

  it('has instructions apart, and a number of tokens, which the API demands', () => {
    const messages: readonly Message[] = [{ role: 'system', content: 'Be brief.' }, user('Hello')];
    expect(body({ messages })).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 32_000,
      stream: true,
      system: [text('Be brief.')],
      messages: [{ role: 'user', content: [text('Hello')] }],
    });
  });

  it.each<readonly [string, Partial<ChatCompletionRequest>, Body]>([
    ['max_completion_tokens', { max_completion_tokens: 10, max_tokens: 20 }, { max_tokens: 10 }],
    ['max_tokens', { max_tokens: 20 }, { max_tokens: 20 }],
    ['a small model', { model: 'claude-3-haiku-20240307' }, { max_tokens: 4096 }],
    ['a model of others', { model: 'kimi-k3' }, { max_tokens: 8192 }],
    ['stop', { stop: 'END' }, { stop_sequences: ['END'] }],
    ['a list of stops, one of them blank', { stop: ['a', ' ', 'b'] }, { stop_sequences: ['a', 'b'] }],
    ['temperature', { temperature: 0.5, top_p: 0.9 }, { temperature: 0.5, top_p: 0.9 }],
    ['a temperature above 1', { temperature: 1.8 }, { temperature: 1 }],
    ['user', { user: 'u1' }, { metadata: { user_id: 'u1' } }],
    ['safety_identifier', { user: 'u1', safety_identifier: 's1' }, { metadata: { user_id: 's1' } }],
    ['service_tier', { service_tier: 'default' }, { service_tier: 'standard_only' }],
    ['a parameter of its own', { anthropic: { top_k: 5, max_tokens: 7 } }, { top_k: 5, max_tokens: 7 }],
    [
      'an effort, for a budget',
      { reasoning_effort: 'medium', temperature: 0.5 },
      { thinking: { type: 'enabled', budget_tokens: 8192 }, temperature: undefined },
    ],
    [
      'an effort within few tokens',
      { reasoning_effort: 'high', max_tokens: 2000 },
      { thinking: { type: 'enabled', budget_tokens: 1600 } },
    ],
    ['an effort within too few tokens', { reasoning_effort: 'high', max_tokens: 1000 }, { thinking: undefined }],
    ['no effort', { reasoning_effort: 'none' }, { thinking: undefined, output_config: undefined }],
    [
      'an effort, for a model that decides itself',
      { model: 'claude-opus-4-7', reasoning_effort: 'xhigh', temperature: 0.5 },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' }, temperature: undefined },
    ],
    [
      'an effort that the model has not',
      { model: 'claude-opus-4-6', reasoning_effort: 'xhigh' },
      { output_config: { effort: 'high' } },
    ],
    [
      'no effort, for a model that decides itself',
      { model: 'claude-fable-5-1', reasoning_effort: 'none' },
      { thinking: undefined, output_config: { effort: 'low' } },
    ],
    [
      'no effort, for a model that thinks unless it is told not to',
      { model: 'claude-sonnet-5', reasoning_effort: 'none' },
      { thinking: { type: 'disabled' }, output_config: { effort: 'low' } },
    ],
    [
      'a forced call, for a model that thinks unless it is told not to',
      { model: 'claude-haiku-5-5', reasoning_effort: 'max', tools: [tool('look')], tool_choice: 'required' },
      { thinking: { type: 'disabled' }, tool_choice: { type: 'any' }, output_config: { effort: 'high' } },
    ],
    [
      'a forced call, for a model that refuses it',
      { model: 'claude-opus-5-5', tools: [tool('look')], tool_choice: 'required', parallel_tool_calls: false },
      { thinking: undefined, tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
    ],
    [
      'a forced call of one function, for a model that refuses it',
      {
        model: 'claude-fable-5-1',
        tools: [tool('look')],
        tool_choice: { type: 'function', function: { name: 'look' } },
      },
      { thinking: undefined, tool_choice: { type: 'auto' } },
    ],
    [
      'a forced call, for a model that thinks while it calls',
      { model: 'claude-fable-5', tools: [tool('look')], tool_choice: 'required' },
      { thinking: undefined, tool_choice: { type: 'any' } },
    ],
    [
      'temperature next to thinking of its own',
      { temperature: 0.5, anthropic: { thinking: { type: 'enabled', budget_tokens: 2000 } } },
      { thinking: { type: 'enabled', budget_tokens: 2000 }, temperature: undefined },
    ],
    [
      'temperature next to thinking that is off',
      { temperature: 0.5, anthropic: { thinking: { type: 'disabled' } } },
      { thinking: { type: 'disabled' }, temperature: 0.5 },
    ],
    [
      'an effort within tokens of its own',
      { reasoning_effort: 'high', anthropic: { max_tokens: 2000 } },
      { thinking: { type: 'enabled', budget_tokens: 1600 }, max_tokens: 2000 },
    ],
    [
      'an effort next to a forced call',
      { reasoning_effort: 'high', tools: [tool('look')], tool_choice: 'required' },
      { thinking: undefined, tool_choice: { type: 'any' } },
    ],
    ['tool_choice none', { tools: [tool('look')], tool_choice: 'none' }, { tool_choice: { type: 'none' } }],
    [
      'a call of one function',
      { tools: [tool('look')], tool_choice: { type: 'function', function: { name: 'look' } } },
      { tool_choice: { type: 'tool', name: 'look' } },
    ],
    [
      'one call at most',
      { tools: [tool('look')], parallel_tool_calls: false },
      { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
    ],
    [
      'functions',
      { tools: [tool('look')] },
      { tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }], tool_choice: undefined },
    ],
    ['no functions', { tools: [], parallel_tool_calls: false }, { tools: undefined, tool_choice: undefined }],
  ])('says %s in the words of the API', (_, request, expected) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const written = body(request);
    warn.mockRestore();
    expect(Object.fromEntries(Object.keys(expected).map((key) => [key, written[key]]))).toEqual(expected);
  });

  it('marks functions, instructions and the last user message for the cache', () => {
    const messages: readonly Message[] = [{ role: 'system', content: 'Be brief.' }, user('Hello')];
    const mark = { type: 'ephemeral', ttl: '1h' };
    expect(body({ messages, tools: [tool('a'), tool('b')], anthropic: { cache: '1h' } })).toMatchObject({
      tools: [{ name: 'a' }, { name: 'b', cache_control: mark }],
      system: [{ ...text('Be brief.'), cache_control: mark }],
      messages: [{ content: [{ ...text('Hello'), cache_control: mark }] }],
    });
    expect(JSON.stringify(body({ messages })).includes('cache_control')).toBe(false);
  });

  it('marks the newest message of the user, which holds the results of calls', () => {
    const messages = [user('a'), calls(call('1')), result('1', 'x')];
    const written = body({ messages, anthropic: { cache: true } })['messages'] as readonly unknown[];
    expect(written.map((turn) => JSON.stringify(turn).includes('cache_control'))).toEqual([false, false, true]);
  });

  it('asks for a typed answer with the keywords that a format takes, and tells the others', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        minimum: { type: 'integer', minimum: 1, description: 'Least.' },
        when: { type: 'string', format: 'date' },
        either: { oneOf: [{ type: 'string', format: 'regex' }, { type: 'null' }] },
        list: { type: 'array', items: { $ref: '#/$defs/item' }, minItems: 2 },
      },
      $defs: { item: { type: 'object', properties: {} } },
    };
    const format = { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } };
    expect(body({ response_format: format })['output_config']).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: {
            minimum: { type: 'integer', description: 'Least.\n\n{minimum: 1}' },
            when: { type: 'string', format: 'date' },
            either: { anyOf: [{ type: 'string', description: '{format: "regex"}' }, { type: 'null' }] },
            list: { type: 'array', items: { $ref: '#/$defs/item' }, description: '{minItems: 2}' },
          },
          $defs: { item: { type: 'object', properties: {}, additionalProperties: false } },
          additionalProperties: false,
        },
      },
    });
  });

  it.each([
    ['itself', { type: 'object', properties: { next: { $ref: '#' } } }],
    [
      'itself by a definition',
      {
        $ref: '#/$defs/a',
        $defs: { a: { properties: { b: { $ref: '#/$defs/b' } } }, b: { items: { $ref: '#/$defs/a' } } },
      },
    ],
  ])('asks for a call where the schema of the answer refers to %s', (_, schema) => {
    const format = { type: 'json_schema', json_schema: { name: 'tree', schema } };
    expect(body({ response_format: format })).toMatchObject({
      tools: [{ name: 'tree', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'tree', disable_parallel_tool_use: true },
    });
  });
});

describe('a conversation', () => {
  it.each<readonly [string, readonly Message[], unknown]>([
    ['nothing', [], [{ role: 'user', content: [text('Begin.')] }]],
    [
      'an answer first and last',
      [{ role: 'assistant', content: 'Welcome.' }],
      [
        { role: 'user', content: [text('Begin.')] },
        { role: 'assistant', content: [text('Welcome.')] },
        { role: 'user', content: [text('Continue.')] },
      ],
    ],
    [
      'blank texts',
      [user('a'), { role: 'assistant', content: ' ' }, user(''), user('b')],
      [{ role: 'user', content: [text('a'), text('b')] }],
    ],
    [
      'two answers in a row, one of them a refusal',
      [user('a'), { role: 'assistant', content: 'b' }, { role: 'assistant', refusal: 'No.' }, user('c')],
      [
        { role: 'user', content: [text('a')] },
        { role: 'assistant', content: [text('b'), text('No.')] },
        { role: 'user', content: [text('c')] },
      ],
    ],
    [
      'calls, with broken arguments and an empty result, before words of the user',
      [user('a'), calls(call('1', '{"x":'), call('2', 'null')), result('1', 'Error: no'), result('2', ''), user('b')],
      [
        { role: 'user', content: [text('a')] },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: '1', name: 'look', input: {} },
            { type: 'tool_use', id: '2', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: '1', content: 'Error: no', is_error: true },
            { type: 'tool_result', tool_use_id: '2' },
            text('b'),
          ],
        },
      ],
    ],
    [
      'a picture and a file',
      [
        user([
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' } },
          { type: 'file', file: { file_id: 'file_1' } },
        ]),
      ],
      [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: 'BBBB' },
              title: 'a.pdf',
            },
            { type: 'document', source: { type: 'file', file_id: 'file_1' } },
          ],
        },
      ],
    ],
  ])('with %s is written so that the API takes it', (_, messages, expected) => {
    expect(turns(...messages)).toEqual(expected);
  });

  it('gives calls ids that the API takes, one for each, in calls and results alike', () => {
    const messages = [
      ...[user('a'), calls(call('functions.look:0')), result('functions.look:0', 'x')],
      ...[calls(call('c1')), result('c1', 'y'), calls(call('c1')), result('c1', 'z')],
    ];
    const blocks = (turns(...messages) as readonly { content: readonly Record<string, string>[] }[]).flatMap(
      ({ content }) => content,
    );
    const asked = blocks.flatMap(({ id }) => id ?? []);
    const told = blocks.flatMap(({ tool_use_id: id }) => id ?? []);
    expect(asked).toEqual(told);
    expect(new Set(asked).size).toBe(3);
    expect(asked.every((id) => /^[a-zA-Z0-9_-]+$/.test(id))).toBe(true);
  });

  it('declares the functions that were called where the agent has none', () => {
    expect(body({ messages: [user('a'), calls(call('1')), result('1', 'x')] })).toMatchObject({
      tools: [{ name: 'look' }],
      tool_choice: { type: 'none' },
    });
  });

  it('keeps blocks of its own origin in their order, and drops them for another model', () => {
    const thought = { type: 'thinking', thinking: 'Hm', signature: 's' };
    const layout = [thought, { type: 'text', length: 2 }, { ...thought, signature: 't' }, { type: 'text', length: 3 }];
    const answer = {
      ...{ role: 'assistant', content: 'AbCde', tool_calls: [call('1')], origin: ORIGIN },
      anthropic_blocks: [...layout, { type: 'tool_use' }],
    } as Message;
    const messages = [user('a'), answer, result('1', 'x')];
    const used = { type: 'tool_use', id: '1', name: 'look', input: {} };
    expect((turns(...messages) as readonly unknown[])[1]).toEqual({
      role: 'assistant',
      content: [thought, text('Ab'), { ...thought, signature: 't' }, text('Cde'), used],
    });
    const changed = [user('a'), { ...answer, content: 'New' } as Message, result('1', 'x')];
    expect((turns(...changed) as readonly unknown[])[1]).toEqual({
      role: 'assistant',
      content: [thought, { ...thought, signature: 't' }, text('New'), used],
    });
    const other = JSON.parse(MESSAGES.body({ ...REQUEST, messages }, { ...ORIGIN, model: 'claude-opus-4-7' })) as Body;
    expect((other['messages'] as readonly unknown[])[1]).toEqual({ role: 'assistant', content: [text('AbCde'), used] });
  });

  it.each([
    ['thoughts that nothing follows', 'A', ['text']],
    ['thoughts alone', '', []],
  ])('leaves out %s', (_, content, kinds) => {
    const thought = { type: 'thinking', thinking: 'Hm', signature: '' };
    const layout = content === '' ? [thought] : [{ type: 'text', length: 1 }, thought];
    const answer = { role: 'assistant', content, origin: ORIGIN, anthropic_blocks: layout } as Message;
    const written = turns(user('a'), answer, user('b')) as readonly { content: readonly { type: string }[] }[];
    expect(written.slice(1, -1).flatMap((turn) => turn.content.map(({ type }) => type))).toEqual(kinds);
  });

  it('that ends in a call which the server was to answer is sent back as it is', () => {
    const block = { type: 'mcp_tool_use', id: 'm1', name: 'find', server_name: 's', input: {} };
    const answer = { role: 'assistant', content: '', origin: ORIGIN, anthropic_blocks: [block] } as Message;
    expect((turns(user('a'), answer) as readonly unknown[]).at(-1)).toEqual({ role: 'assistant', content: [block] });
  });

  it.each([
    ['sound', { type: 'input_audio', input_audio: {} }, 'takes no part of the type "input_audio"'],
    ['an image without address', { type: 'image_url', image_url: null }, 'has no data and no address'],
  ])('with %s is a usage error', (_, part, words) => {
    expect(() => turns(user([part]))).toThrow(expect.objectContaining({ type: 'usage' }) as Error);
    expect(() => turns(user([part]))).toThrow(words);
  });
});
