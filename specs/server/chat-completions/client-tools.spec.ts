import OpenAI, { APIError } from 'openai';
import { Agent, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { serveChatCompletions, type ChatCompletionsOptions } from 'rxswarm/server';
import { bind } from '../../support/bind.ts';
import { call, calls, chunk, counts, says, usage } from '../../support/chunks.ts';
import { scripted } from '../../support/scripted-model.ts';
import { sent } from '../../support/sent.ts';
import { logged } from '../../support/served.ts';
import { transferTo } from '../../support/transfer.ts';

/** Agents behind an endpoint, and the real client at its other end, without a network in between. */
const endpoint = (model: ChatModel, agents: readonly Agent[], options: ChatCompletionsOptions = {}) => {
  const log = logged();
  const handler = serveChatCompletions(new Swarm(model), agents, { log, clientTools: true, ...options });
  const client = new OpenAI({
    ...{ baseURL: 'http://server.example/v1', apiKey: 'key', maxRetries: 0 },
    fetch: (url, init) => handler(new Request(url, init)),
  });
  return { log, client };
};

type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;
type Tool = OpenAI.ChatCompletionFunctionTool;

const hi = { role: 'user' as const, content: 'Hi' };
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const toolNamed = (name: string, more: object = {}): Tool => ({ type: 'function', function: { name, ...more } });
const weather = toolNamed('weather', { description: 'Tells the weather.', parameters, strict: true });

let looked = 0;
const look = bind(() => `seen ${++looked}`, [], { name: 'look' });
const pay = bind(() => 'Paid.', [], { name: 'pay', approval: true });
const ada = new Agent({ name: 'Ada', functions: [look, pay] });

const ask = (model: ChatModel, more: Partial<Body> = {}, options: ChatCompletionsOptions = {}, agents = [ada]) =>
  endpoint(model, agents, options).client.chat.completions.create({
    ...{ model: 'Ada', messages: [hi], tools: [weather], ...more },
  });

const failing = (more: object, options: ChatCompletionsOptions = {}, agents = [ada]): Promise<APIError> =>
  ask(scripted(says('Hello.')), more, options, agents).then(
    () => Promise.reject(new Error('answered')),
    (error: unknown) => error as APIError,
  );

beforeEach(() => {
  looked = 0;
});

describe("clientTools, called by the openai client's runTools()", () => {
  it.each([false, true])('calls the tool of the client and answers with its result (stream: %p)', async (stream) => {
    const model = scripted(calls(call('weather', { city: 'Kiel' }, 'w')), [...says('Rain', ' in Kiel.'), counts(3, 4)]);
    const { client } = endpoint(model, [ada]);
    const asked: unknown[] = [];
    const tool = {
      ...{ type: 'function' as const },
      function: {
        ...{ name: 'weather', description: 'Tells the weather.', parameters },
        ...{ parse: JSON.parse, function: (input: object) => (asked.push(input), 'Rain.') },
      },
    };
    const common = { model: 'Ada', messages: [hi], tools: [tool] };
    const runner = stream
      ? client.chat.completions.runTools({ ...common, stream })
      : client.chat.completions.runTools(common);
    expect(await runner.finalContent()).toBe('Rain in Kiel.');
    expect(asked).toEqual([{ city: 'Kiel' }]);
    expect(sent(model, 0).tools?.map((each) => each.function.name)).toEqual(['look', 'pay', 'weather']);
    expect(model.requests[1]?.messages).toEqual([
      hi,
      { role: 'assistant', content: null, tool_calls: [call('weather', { city: 'Kiel' }, 'w')] },
      { role: 'tool', tool_call_id: 'w', tool_name: 'weather', content: 'Rain.' },
    ]);
  });

  it('offers the tool to an agent that takes over, as the client wrote it', async () => {
    const bob = new Agent({ name: 'Bob' });
    const agent = new Agent({ name: 'Ada', functions: [transferTo(bob)] });
    const model = scripted(calls(call('to_Bob')), calls(call('weather', { city: 'Kiel' }, 'w')));
    const { choices, usage: counted } = await ask(model, {}, {}, [agent]);
    expect(choices).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: { content: null, tool_calls: [call('weather', { city: 'Kiel' }, 'w')] },
      },
    ]);
    expect(counted).toBeUndefined();
    expect(sent(model, 1).tools).toEqual([weather]);
    expect(bob.functions).toEqual([]);
  });

  it('streams calls one by one, with the text before them', async () => {
    const both = [call('weather', { city: 'Kiel' }, 'a'), call('weather', '', 'b')];
    const model = scripted([chunk({ content: 'Let me see.' }), ...calls(...both), counts(1, 2)]);
    const stream = await endpoint(model, [ada]).client.chat.completions.create({
      ...{ model: 'Ada', messages: [hi], tools: [weather], stream: true, stream_options: { include_usage: true } },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const each of stream) chunks.push(each);
    const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
    expect(deltas.map(({ content }) => content ?? '').join('')).toBe('Let me see.');
    expect(deltas.flatMap(({ tool_calls: told }) => told ?? [])).toEqual([
      { index: 0, ...call('weather', { city: 'Kiel' }, 'a') },
      { index: 1, ...call('weather', {}, 'b') },
    ]);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('tool_calls');
    expect(chunks.at(-1)?.usage).toEqual(usage(1, 2));
  });

  it("executes no function of the server next to a call of the client's tool", async () => {
    const model = scripted(calls(call('look'), call('weather', { city: 'Kiel' }, 'w')));
    const { choices } = await ask(model);
    expect(choices[0]?.message.tool_calls).toEqual([call('weather', { city: 'Kiel' }, 'w')]);
    expect(looked).toBe(0);
  });

  it('answers 403 where a call of the same turn waits for an approval', async () => {
    const answer = ask(scripted(calls(call('pay'), call('weather', { city: 'Kiel' }, 'w'))));
    await expect(answer).rejects.toThrow('403 Forbidden: a call waits for an approval');
  });

  it.each<[string, Partial<Body>, object]>([
    ['none', { tool_choice: 'none' }, { tools: ['look', 'pay'] }],
    ['auto', { tool_choice: 'auto' }, { tools: ['look', 'pay', 'weather'] }],
    [
      'a named tool',
      { tool_choice: { type: 'function', function: { name: 'weather' } } },
      { choice: { type: 'function', function: { name: 'weather' } } },
    ],
    ['required', { tool_choice: 'required' }, { choice: { type: 'function', function: { name: 'weather' } } }],
    ['no parallel calls', { parallel_tool_calls: false }, { parallel: false }],
    ['parallel calls', { parallel_tool_calls: true }, { parallel: undefined }],
  ])('honours tool_choice: %s', async (_, more, expected) => {
    const model = scripted(says('Hello.'));
    await ask(model, more);
    const { tools = [], tool_choice: choice, parallel_tool_calls: parallel } = sent(model, 0);
    expect({ tools: tools.map((tool) => tool.function.name), choice, parallel }).toMatchObject(expected);
  });
});

describe("calls and results in a client's messages", () => {
  const turn = (...called: readonly OpenAI.ChatCompletionMessageFunctionToolCall[]) => ({
    ...{ role: 'assistant' as const, content: 'Yes?', tool_calls: [...called] },
  });
  const result = (id: string, content = 'Rain.') => ({ role: 'tool' as const, tool_call_id: id, content });
  const asText = { role: 'assistant', content: 'Yes?' };
  const asCall = (id: string) => ({ ...asText, tool_calls: [call('weather', {}, id)] });
  const asResult = (id: string) => ({ ...result(id), tool_name: 'weather' });

  it.each<[string, Body['messages'], readonly object[]]>([
    ['a call and its result', [turn(call('weather', {}, 'a')), result('a')], [asCall('a'), asResult('a')]],
    ['a call without a result', [turn(call('weather', {}, 'a')), hi], [asText, hi]],
    ['a call that is answered too late', [turn(call('weather', {}, 'a')), hi, result('a')], [asText, hi]],
    ['a result for a call that was never asked', [hi, result('a')], [hi]],
    [
      'two results for a call',
      [turn(call('weather', {}, 'a')), result('a'), result('a', 'Sun.')],
      [asCall('a'), asResult('a')],
    ],
    [
      'two calls with one id',
      [turn(call('weather', {}, 'a'), call('weather', { city: 'Rome' }, 'a')), result('a')],
      [asCall('a'), asResult('a')],
    ],
    ['a result for a function of the server', [turn(call('pay', {}, 'p')), result('p', 'Paid.')], [asText]],
    [
      'a result for a function of the server next to one of the client',
      [turn(call('pay', {}, 'p'), call('weather', {}, 'a')), result('p', 'Paid.'), result('a')],
      [asCall('a'), asResult('a')],
    ],
    ['a call of a tool that this request does not offer', [turn(call('clock', {}, 'c')), result('c')], [asText]],
    ['a call named __proto__', [turn(call('__proto__', {}, 'c')), result('c')], [asText]],
    ['a call that is torn', [turn({ id: 'a' } as never), result('a')], [asText]],
  ])('%s', async (_, messages, expected) => {
    const model = scripted(says('Hello.'));
    await ask(model, { messages: [hi, ...messages] });
    expect(model.requests[0]?.messages).toEqual([hi, ...expected]);
    expect(looked).toBe(0);
  });

  it('takes pairs where no tool is to be called', async () => {
    const model = scripted(says('Hello.'));
    await ask(model, { messages: [hi, turn(call('weather', {}, 'a')), result('a')], tool_choice: 'none' });
    expect(model.requests[0]?.messages).toEqual([hi, asCall('a'), asResult('a')]);
  });

  it('refuses a result of 10 MB', async () => {
    const error = await failing({ messages: [hi, turn(call('weather', {}, 'a')), result('a', 'x'.repeat(1e7))] });
    expect([error.status, error.code]).toEqual([413, 'request_too_large']);
  });
});

/** Makes an object of so many levels. */
const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });

describe('tools that are refused', () => {
  it.each<[string, object, number, string]>([
    [
      'the name of a function',
      { tools: [toolNamed('pay')] },
      400,
      'the tool "pay" has the name of a function of the server',
    ],
    ['two tools of one name', { tools: [weather, weather] }, 400, 'two tools are named "weather"'],
    ['the name of a typed answer', { tools: [toolNamed('final_answer')] }, 400, 'has the name of a function'],
    [
      '10,000 tools',
      { tools: Array.from({ length: 10_000 }, (_, at) => toolNamed(`t${at}`)) },
      413,
      'more than 32 tools',
    ],
    ['tools of 40 kB', { tools: [toolNamed('a', { description: 'x'.repeat(40_000) })] }, 413, 'more than 32768 bytes'],
    ['a tool named __proto__', { tools: [toolNamed('__proto__')] }, 400, 'tools[0].function.name must be'],
    ['a name of 65 letters', { tools: [toolNamed('a'.repeat(65))] }, 400, 'tools[0].function.name must be'],
    [
      'a schema with the key __proto__',
      { tools: [toolNamed('a', { parameters: JSON.parse('{"type":"object","__proto__":{"x":1}}') as object })] },
      ...([400, 'must not have the key "__proto__"'] as const),
    ],
    ['a schema of 300 levels', { tools: [toolNamed('a', { parameters: nested(300) })] }, 400, 'nested deeper than 200'],
    [
      'a schema of text',
      { tools: [toolNamed('a', { parameters: { type: 'string' } })] },
      400,
      'must be an object schema',
    ],
    ['a tool of another kind', { tools: [{ type: 'custom', custom: { name: 'a' } }] }, 400, 'tools[0].type must be'],
    ['tools that are no list', { tools: {} }, 400, '"tools" must be an array'],
    ['a description that is a list', { tools: [toolNamed('a', { description: [] })] }, 400, 'description must be'],
    [
      'a choice of another tool',
      { tool_choice: { type: 'function', function: { name: 'pay' } } },
      400,
      '"tool_choice" is',
    ],
    [
      'required, with two tools',
      { tools: [weather, toolNamed('b')], tool_choice: 'required' },
      400,
      '"tool_choice" is',
    ],
  ])('%s', async (_, more, status, message) => {
    const error = await failing(more);
    expect(error).toBeInstanceOf(APIError);
    expect([error.status, error.message]).toEqual([status, expect.stringContaining(message)]);
    expect(({} as { readonly x?: unknown }).x).toBeUndefined();
  });

  it.each<[string, ChatCompletionsOptions['clientTools'], boolean]>([
    ['a list with its name', ['weather'], true],
    ['a list without its name', ['clock'], false],
    ['a predicate that returns true', ({ name }, { key }) => name === 'weather' && key === 'ada', true],
    ['a predicate that returns false', () => false, false],
    [
      'a predicate that throws',
      () => {
        throw new Error('Broken.');
      },
      false,
    ],
    ['a predicate that returns a promise', (() => Promise.resolve(true)) as never, false],
    ['a predicate that returns 1', (() => 1) as never, false],
  ])('offers the tool only where clientTools allows it: %s', async (_, clientTools, isTaken) => {
    const answer = ask(scripted(says('Hello.')), {}, { clientTools, authorize: () => ({ key: 'ada' }) } as never);
    if (isTaken) expect((await answer).choices[0]?.message.content).toBe('Hello.');
    else await expect(answer).rejects.toThrow('400 Bad Request: the tool "weather" is not one of those');
  });

  it('tells the owner once, and no client, how tools are taken', async () => {
    const log = logged();
    const handler = serveChatCompletions(new Swarm(scripted()), [ada], { log });
    for (const content of ['Hi', 'Hello?']) {
      const body = JSON.stringify({ model: 'Ada', messages: [{ ...hi, content }], tools: [weather] });
      const headers = { 'content-type': 'application/json' };
      const answer = await handler(
        new Request('http://server.example/chat/completions', { method: 'POST', headers, body }),
      );
      expect(answer.status).toBe(400);
      expect(await answer.text()).not.toContain('clientTools');
    }
    expect(log.warnings).toEqual([expect.stringContaining('`clientTools`: true')]);
  });

  it('refuses to force a tool on an agent that chooses for itself', async () => {
    const agent = new Agent({ name: 'Ada', functions: [look], toolChoice: 'required' });
    expect((await failing({ tool_choice: 'required' }, {}, [agent])).message).toContain('"Ada" has its own');
  });

  it.each([false, 'weather', {}])('is a usage error for clientTools: %j', (clientTools) => {
    const make = () => serveChatCompletions(new Swarm(scripted()), [ada], { clientTools } as never);
    expect(make).toThrow('clientTools is');
  });
});
