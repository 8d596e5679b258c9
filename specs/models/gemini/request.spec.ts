import fc from 'fast-check';
import { SwarmError } from '../../../lib/agent/errors.ts';
import type { ChatCompletionRequest, Message, Tool } from '../../../lib/messages/types.ts';
import { GEMINI } from '../../../lib/models/gemini/api.ts';
import { type GeminiBody, orderProblem, signatureProblem } from './strict-server.ts';

const MODEL = 'gemini-3-flash-preview';
const ORIGIN = { wire: 'gemini', model: MODEL, host: 'google' };
const HELLO: Message = { role: 'user', content: 'Hello' };

const written = (more: Partial<ChatCompletionRequest> = {}): GeminiBody => {
  const request: ChatCompletionRequest = { model: MODEL, messages: [HELLO], stream: true, ...more };
  return JSON.parse(GEMINI.body(request, { ...ORIGIN, model: request.model })) as GeminiBody;
};
const contentsOf = (...messages: readonly Message[]): GeminiBody['contents'] => written({ messages }).contents;

const tool = (
  name: string,
  parameters: object = { type: 'object', properties: { a: { $ref: '#/$defs/a' } } },
): Tool => ({
  type: 'function',
  function: { name, parameters: parameters as Tool['function']['parameters'], strict: true },
});

describe('the settings of a Gemini request', () => {
  it.each([
    [
      { temperature: 0, top_p: 0.5, seed: 7 },
      { temperature: 0, topP: 0.5, seed: 7 },
    ],
    [{ max_tokens: 5 }, { maxOutputTokens: 5 }],
    [{ max_tokens: 5, max_completion_tokens: 6 }, { maxOutputTokens: 6 }],
    [{ stop: 'END' }, { stopSequences: ['END'] }],
    [{ stop: ['A', 'B'] }, { stopSequences: ['A', 'B'] }],
    [{ stop: null, temperature: null }, undefined],
    [{ reasoning_effort: 'low' }, { thinkingConfig: { includeThoughts: true, thinkingLevel: 'low' } }],
    [{ reasoning_effort: 'none' }, { thinkingConfig: { thinkingLevel: 'minimal' } }],
    [
      { reasoning_effort: 'high', model: 'gemini-2.5-flash' },
      { thinkingConfig: { includeThoughts: true, thinkingBudget: 24576 } },
    ],
    [{ reasoning_effort: 'none', model: 'gemini-2.5-flash' }, { thinkingConfig: { thinkingBudget: 0 } }],
    [{ reasoning_effort: 'none', model: 'gemini-2.5-pro' }, { thinkingConfig: { thinkingBudget: 128 } }],
    [
      { reasoning_effort: 'minimal', model: 'gemini-2.5-pro' },
      { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } },
    ],
    [
      { reasoning_effort: 'none', model: 'models/gemini-3.1-pro-preview' },
      { thinkingConfig: { thinkingLevel: 'low' } },
    ],
    [
      { reasoning_effort: 'minimal', model: 'gemini-3.1-pro-preview' },
      { thinkingConfig: { includeThoughts: true, thinkingLevel: 'low' } },
    ],
    [{ reasoning_effort: 'max' }, { thinkingConfig: { includeThoughts: true, thinkingLevel: 'high' } }],
    [{ response_format: { type: 'text' } }, undefined],
    [{ response_format: { type: 'json_object' } }, { responseMimeType: 'application/json' }],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } } },
      { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } },
    ],
    [
      { temperature: 1, gemini: { generationConfig: { temperature: 2, topK: 3 } } },
      { temperature: 2, topK: 3 },
    ],
  ])('%j are written as %j', (settings, config) => {
    expect(written(settings as object).generationConfig).toEqual(config);
  });

  it.each([
    [{ const: 'a' }, { enum: ['a'] }],
    [
      { const: 1, type: 'integer', description: 'One.' },
      { enum: [1], type: 'integer', description: 'One.' },
    ],
    [{ const: true }, { type: 'boolean' }],
    [{ const: null }, { type: 'null' }],
    [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }],
    [
      { $ref: '#/$defs/a', description: 'An a.' },
      { anyOf: [{ $ref: '#/$defs/a' }], description: 'An a.' },
    ],
    [
      { type: 'object', properties: { const: { const: 'a' }, $ref: { type: 'string', default: { const: 1 } } } },
      { type: 'object', properties: { const: { enum: ['a'] }, $ref: { type: 'string', default: { const: 1 } } } },
    ],
    [
      { anyOf: [{ items: { const: 'a' } }], $defs: { a: { additionalProperties: { const: 'b' } } } },
      { anyOf: [{ items: { enum: ['a'] } }], $defs: { a: { additionalProperties: { enum: ['b'] } } } },
    ],
  ])('have the answer of the schema %j as %j', (schema, expected) => {
    const format = { type: 'json_schema', json_schema: { name: 'x', schema } };
    expect(written({ response_format: format }).generationConfig?.['responseJsonSchema']).toEqual(expected);
  });

  it('under `gemini` stand at the top, and those of other APIs are left out', () => {
    const body = written({ gemini: { safetySettings: [], labels: { a: 'b' } }, anthropic: { cache: true }, custom: 1 });
    expect(body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
      safetySettings: [],
      labels: { a: 'b' },
      custom: 1,
    });
  });
});

describe('the functions of a Gemini request', () => {
  it('are declared with their JSON Schemas as they are, before the tools of its own', () => {
    const body = written({
      tools: [tool('f'), tool('g', { type: 'object', properties: {} })],
      gemini: { tools: [{ googleSearch: {} }] },
    });
    expect(body['tools']).toEqual([
      { functionDeclarations: [{ name: 'f', parametersJsonSchema: tool('f').function.parameters }, { name: 'g' }] },
      { googleSearch: {} },
    ]);
  });

  it.each([
    ['none', { mode: 'NONE' }],
    ['auto', { mode: 'AUTO' }],
    ['required', { mode: 'ANY' }],
    [
      { type: 'function', function: { name: 'f' } },
      { mode: 'ANY', allowedFunctionNames: ['f'] },
    ],
  ] as const)('are chosen by %j as %j', (choice, functionCallingConfig) => {
    expect(written({ tools: [tool('f')], tool_choice: choice })['toolConfig']).toEqual({ functionCallingConfig });
  });

  it('are chosen next to rules of the API for its own tools', () => {
    const toolConfig = { includeServerSideToolInvocations: true };
    const body = written({ tools: [tool('f')], tool_choice: 'required', gemini: { toolConfig } });
    expect(body['toolConfig']).toEqual({ functionCallingConfig: { mode: 'ANY' }, ...toolConfig });
  });

  it.each(['1st', '-x'])('named %j are refused before the server does', (name) => {
    expect(() => written({ tools: [tool(name)] })).toThrow(SwarmError);
    expect(() => written({ tools: [tool(name)] })).toThrow('must begin with a letter or "_"');
  });
});

describe('the path of a Gemini request', () => {
  it.each([
    ['gemini-3-pro', '/models/gemini-3-pro'],
    ['models/gemini-3-pro', '/models/gemini-3-pro'],
    ['tunedModels/ours', '/tunedModels/ours'],
    ['google/gemini 3', '/models/google/gemini%203'],
  ])('of the model %s begins with %s', (model, path) => {
    expect(GEMINI.path({ model, messages: [], stream: true })).toBe(`${path}:streamGenerateContent?alt=sse`);
  });

  it.each(['', 'a/../b', './a', 'a//b'])('of the model %j is refused', (model) => {
    expect(() => GEMINI.path({ model, messages: [], stream: true })).toThrow('name a model such as');
  });
});

describe('the parts of a message', () => {
  it('are no empty texts, which the server refuses', () => {
    const content = [
      { type: 'text', text: '' },
      { type: 'text', text: 'a' },
    ];
    expect(contentsOf({ role: 'user', content })).toEqual([{ role: 'user', parts: [{ text: 'a' }] }]);
  });

  it.each([
    [{ type: 'text', text: 'a' }, { text: 'a' }],
    [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
    ],
    [
      { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
      { fileData: { fileUri: 'https://a.example/b.png' } },
    ],
    [
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
      { inlineData: { mimeType: 'audio/mp3', data: 'AAAA' } },
    ],
    [
      { type: 'file', file: { file_data: 'data:application/pdf;base64,AAAA' } },
      { inlineData: { mimeType: 'application/pdf', data: 'AAAA' } },
    ],
    [{ type: 'file', file: { file_id: 'files/abc' } }, { fileData: { fileUri: 'files/abc' } }],
  ])('%j is written as %j', (part, expected) => {
    expect(contentsOf({ role: 'user', content: [part] })).toEqual([{ role: 'user', parts: [expected] }]);
  });

  it.each([
    { type: 'video' },
    { type: 'image_url', image_url: {} },
    { type: 'image_url', image_url: { url: 'data:,x' } },
  ])('%j is refused with its type', (part) => {
    expect(() => contentsOf({ role: 'user', content: [part] })).toThrow(`a part of type "${part.type}"`);
  });
});

const call = (id: string, name = 'look', more: object = {}) => ({
  id,
  type: 'function' as const,
  function: { name, arguments: '{}' },
  ...more,
});
const calling = (...calls: readonly ReturnType<typeof call>[]): Message => ({
  role: 'assistant',
  tool_calls: calls,
  origin: ORIGIN,
});
const result = (id: string, content: Exclude<Message['content'], null | undefined> = 'ok'): Message => ({
  role: 'tool',
  tool_call_id: id,
  content,
});

describe('a conversation as Gemini takes it', () => {
  it('has instructions of any place in front', () => {
    const body = written({ messages: [{ role: 'system', content: 'A' }, HELLO, { role: 'developer', content: 'B' }] });
    expect(body.systemInstruction).toEqual({ parts: [{ text: 'A' }, { text: 'B' }] });
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Hello' }] }]);
  });

  it('ends with the user, also where the model spoke last', () => {
    expect(contentsOf(HELLO, { role: 'assistant', content: 'Hi' }).slice(1)).toEqual([
      { role: 'model', parts: [{ text: 'Hi' }] },
      { role: 'user', parts: [{ text: 'Continue.' }] },
    ]);
  });

  it('begins with the user, also where nothing was said', () => {
    expect(contentsOf({ role: 'assistant', content: 'Hi' })[0]).toEqual({ role: 'user', parts: [{ text: ' ' }] });
    expect(contentsOf({ role: 'user', content: '' })).toEqual([{ role: 'user', parts: [{ text: ' ' }] }]);
  });

  it('has arguments that are no JSON as none, and names that no API takes in its own letters', () => {
    const broken = { ...call('a', '9 lives!'), function: { name: '9 lives!', arguments: '{"half' } };
    expect(contentsOf(HELLO, calling(broken), result('a'))[1]?.parts).toMatchObject([
      { functionCall: { name: '_9_lives_', args: {} } },
    ]);
  });

  it('has pictures of a result behind all results of the turn', () => {
    const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    const [, , results] = contentsOf(
      HELLO,
      calling(call('a'), call('b')),
      result('a', [{ type: 'text', text: 'see' }, picture]),
      result('b'),
    );
    expect(results?.parts).toEqual([
      { functionResponse: { name: 'look', response: { output: 'see' } } },
      { functionResponse: { name: 'look', response: { output: 'ok' } } },
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
    ]);
  });

  it.each([
    ['Error: too far', { error: 'Error: too far' }],
    ['No Error: at all', { output: 'No Error: at all' }],
  ])('has the result %j as %j', (content, response) => {
    const [, , results] = contentsOf(HELLO, calling(call('a')), { ...result('a'), content });
    expect(results?.parts).toEqual([{ functionResponse: { name: 'look', response } }]);
  });

  it('has signed parts where they came: thoughts, texts between, and behind calls', () => {
    const parts = [
      { index: 0, start: 0, end: 0, calls: 0, thought: 'Hm', thought_signature: 's0' },
      { index: 1, start: 3, end: 5, calls: 0, thought_signature: 's1' },
      { index: 2, start: 6, end: 6, calls: 1, thought_signature: 's2' },
    ];
    const signed: Message = Object.assign(calling(call('a')), {
      content: 'abcdef',
      extra_content: { google: { parts } },
    });
    expect(contentsOf(HELLO, signed, result('a'))[1]?.parts).toEqual([
      { text: 'Hm', thought: true, thoughtSignature: 's0' },
      { text: 'abc' },
      { text: 'de', thoughtSignature: 's1' },
      { text: 'f' },
      { functionCall: { name: 'look', args: {} }, thoughtSignature: 'skip_thought_signature_validator' },
      { text: '', thoughtSignature: 's2' },
    ]);
  });

  it.each([7, 'x', [null, {}], [{ index: 0, start: 'x', end: 1, calls: 0, thought_signature: 's' }]])(
    'has its text where the kept parts are broken: %j',
    (parts) => {
      const message = {
        role: 'assistant',
        content: 'abc',
        origin: ORIGIN,
        extra_content: { google: { parts } },
      } as Message;
      expect(contentsOf(HELLO, message)[1]?.parts).toEqual([{ text: 'abc' }]);
    },
  );

  it('has no signatures for early models, which know none', () => {
    const foreign = { ...calling(call('a')), origin: { ...ORIGIN, model: MODEL } } as Message;
    const { contents } = written({ model: 'gemini-2.5-flash', messages: [HELLO, foreign, result('a')] });
    expect(contents[1]?.parts).toEqual([{ functionCall: { name: 'look', args: {} } }]);
  });

  it('is one that the server takes, whatever the history is', () => {
    const id = fc.constantFrom('a', 'b', 'c');
    const google = fc.option(fc.record({ google: fc.record({ id, thought_signature: fc.constant('s') }) }), {
      nil: undefined,
    });
    const message = fc.oneof(
      fc.record({ role: fc.constant('user' as const), content: fc.constantFrom('', 'Hi') }),
      fc.record({ role: fc.constant('system' as const), content: fc.constantFrom('', 'Be brief.') }),
      fc.record({ role: fc.constant('tool' as const), tool_call_id: id, content: fc.constantFrom('', 'ok') }),
      fc.record({
        role: fc.constant('assistant' as const),
        content: fc.constantFrom(null, '', 'Hello'),
        tool_calls: fc.array(
          fc.tuple(id, google).map(([name, extra]) => call(name, 'look', extra && { extra_content: extra })),
          { maxLength: 3 },
        ),
        origin: fc.constantFrom(ORIGIN, { ...ORIGIN, model: 'another' }, undefined),
      }),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), (messages) => {
        const { contents } = written({ messages: messages as readonly Message[] });
        expect([orderProblem(contents), signatureProblem(contents)]).toEqual([undefined, undefined]);
      }),
    );
  });
});
