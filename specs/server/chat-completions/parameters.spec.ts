import OpenAI, { type APIError } from 'openai';
import { Agent, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { outputSchema } from 'rxswarm/schema';
import { serveChatCompletions } from 'rxswarm/server';
import { bind } from '../../support/bind.ts';
import { call, calls, chunk, says } from '../../support/chunks.ts';
import { scripted } from '../../support/scripted-model.ts';
import { sent } from '../../support/sent.ts';
import { logged } from '../../support/served.ts';

const look = bind(() => 'seen', [], { name: 'look' });
const ada = new Agent({ name: 'Ada', functions: [look] });
const hi = { role: 'user' as const, content: 'Hi' };

const clientOf = (model: ChatModel, agents: readonly Agent[] = [ada]) => {
  const handler = serveChatCompletions(new Swarm(model), agents, { log: logged() });
  return new OpenAI({
    ...{ baseURL: 'http://server.example/v1', apiKey: 'key', maxRetries: 0 },
    fetch: (url, init) => handler(new Request(url, init)),
  });
};

const ask = (model: ChatModel, more: object, agents?: readonly Agent[]) =>
  clientOf(model, agents).chat.completions.create({ model: 'Ada', messages: [hi], ...more });

describe('parameters of a Chat Completions request', () => {
  it.each<[object, object]>([
    [
      { temperature: 0.5, top_p: 0.9 },
      { temperature: 0.5, top_p: 0.9 },
    ],
    [
      { presence_penalty: -1, frequency_penalty: 1, seed: 7 },
      { presence_penalty: -1, frequency_penalty: 1, seed: 7 },
    ],
    [{ stop: 'END' }, { stop: 'END' }],
    [{ stop: ['a', 'b'] }, { stop: ['a', 'b'] }],
    [{ max_tokens: 10 }, { max_tokens: 10 }],
    [
      { max_completion_tokens: 10, max_tokens: 20 },
      { max_completion_tokens: 10, max_tokens: undefined },
    ],
    [{ temperature: null, n: null, tools: null, response_format: null }, { temperature: undefined }],
  ])('%j reaches the model', async (more, expected) => {
    const model = scripted(says('Hello.'));
    await ask(model, more);
    const request = sent(model, 0) as unknown as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(expected)) expect([name, request[name]]).toEqual([name, value]);
  });

  it.each<[Readonly<Record<string, unknown>>, object, object]>([
    [{ max_tokens: 100 }, { max_tokens: 10 }, { max_tokens: 10 }],
    [{ max_tokens: 10 }, { max_tokens: 100 }, { max_tokens: 10 }],
    [{ max_completion_tokens: 100 }, { max_tokens: 10 }, { max_completion_tokens: 10 }],
    [{ temperature: 1, top_k: 3 }, { temperature: 0 }, { temperature: 0, top_k: 3 }],
  ])('an agent with the settings %j, asked with %j, asks with %j', async (settings, more, expected) => {
    const model = scripted(says('Hello.'));
    await ask(model, more, [new Agent({ name: 'Ada', settings })]);
    const given = new Set(['model', 'messages', 'stream', 'stream_options']);
    expect(Object.fromEntries(Object.entries(sent(model, 0)).filter(([name]) => !given.has(name)))).toEqual(expected);
  });

  it.each<[object]>([
    [{ user: 'u', metadata: { a: 'b' }, safety_identifier: 's', prompt_cache_key: 'k' }],
    [{ n: 1, logprobs: false, top_logprobs: 0, logit_bias: {}, functions: [], tools: [], store: false }],
    [{ function_call: 'auto', modalities: ['text'], service_tier: 'auto', response_format: { type: 'text' } }],
  ])('%j asks for nothing and is taken', async (more) => {
    const model = scripted(says('Hello.'));
    expect((await ask(model, more)).choices[0]?.message.content).toBe('Hello.');
    expect(Object.keys(sent(model, 0)).filter((name) => name in more && name !== 'tools')).toEqual([]);
  });

  it.each<[object, string]>([
    [{ n: 2 }, '"n" is not supported'],
    [{ logprobs: true }, '"logprobs" is not supported'],
    [{ top_logprobs: 3 }, '"top_logprobs" is not supported'],
    [{ logit_bias: { 50256: -100 } }, '"logit_bias" is not supported'],
    [{ functions: [{ name: 'x' }] }, '"functions" is not supported: send "tools"'],
    [{ function_call: { name: 'x' } }, '"function_call" is not supported'],
    [{ modalities: ['text', 'audio'] }, '"modalities" is not supported'],
    [{ audio: { voice: 'alloy', format: 'mp3' } }, '"audio" is not supported'],
    [{ prediction: { type: 'content', content: '' } }, '"prediction" is not supported'],
    [{ web_search_options: {} }, '"web_search_options" is not supported'],
    [{ reasoning_effort: 'high' }, '"reasoning_effort" is not supported'],
    [{ verbosity: 'low' }, '"verbosity" is not supported'],
    [{ service_tier: 'priority' }, '"service_tier" is not supported'],
    [{ store: true }, '"store" is not supported'],
    [{ temperature: 3 }, '"temperature" must be a number from 0 to 2'],
    [{ temperature: 'hot' }, '"temperature" must be'],
    [{ seed: 0.5 }, '"seed" must be'],
    [{ stop: ['a', 'b', 'c', 'd', 'e'] }, '"stop" must be'],
    [{ max_tokens: 0 }, '"max_tokens" must be'],
    [{ max_completion_tokens: 1.5 }, '"max_completion_tokens" must be'],
    [{ top_k: 1 }, '"top_k" is not a parameter'],
    [{ constructor: 1 }, '"constructor" is not a parameter'],
    [{ parallel_tool_calls: 'no' }, '"parallel_tool_calls" must be'],
    [{ tool_choice: 'required' }, '"tool_choice" is'],
    [{ response_format: { type: 'xml' } }, '"response_format.type" must be'],
    [{ response_format: { type: 'json_schema', json_schema: { name: 'a b' } } }, 'json_schema.name" must be'],
    [{ response_format: { type: 'json_schema', json_schema: { name: 'a', schema: [] } } }, 'must be an object schema'],
  ])('%j is a 400', async (more, message) => {
    const error = (await ask(scripted(says('Hello.')), more).catch((reason: unknown) => reason)) as APIError;
    expect([error.status, error.message]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe('response_format', () => {
  const schema = {
    type: 'object',
    properties: { n: { type: 'integer' } },
    required: ['n'],
    additionalProperties: false,
  };
  const format = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } };

  it.each([false, true])('asks the model for JSON and answers with nothing else (stream: %p)', async (stream) => {
    const first = [chunk({ content: 'Let me see.' }), ...calls(call('look'))];
    const model = scripted(first, says('{"n":', ' 7}'));
    const answer = await ask(model, { response_format: format, stream });
    let text = '';
    if (Symbol.asyncIterator in answer) {
      for await (const each of answer as AsyncIterable<OpenAI.ChatCompletionChunk>)
        text += each.choices[0]?.delta.content ?? '';
    } else text = answer.choices[0]?.message.content ?? '';
    expect(text).toBe('{"n":7}');
    expect(sent(model, 1).response_format).toEqual(format);
  });

  it('is taken from the client as `parse()` sends it', async () => {
    const model = scripted(says('{"n":7}'));
    const client = clientOf(model);
    const answer = await client.chat.completions.parse({
      ...{ model: 'Ada', messages: [hi], response_format: { ...format, type: 'json_schema' as const } },
    });
    expect(answer.choices[0]?.message.content).toBe('{"n":7}');
  });

  it('asks again where the model gives no JSON, and sends only the answer that counts', async () => {
    const model = scripted(says('I would say seven.'), says('{"n":7}'));
    const answer = await ask(model, { response_format: { type: 'json_object' } });
    expect(answer.choices[0]?.message.content).toBe('{"n":7}');
    expect(sent(model, 0).response_format).toEqual({ type: 'json_object' });
  });

  it("runs no pattern of the client's schema", async () => {
    const slow = { type: 'object', properties: { n: { type: 'string', pattern: '^(a+)+$' } } };
    const model = scripted(says(JSON.stringify({ n: `${'a'.repeat(50)}b` })));
    const asked = { type: 'json_schema', json_schema: { name: 'answer', schema: slow } };
    const answer = await ask(model, { response_format: asked });
    expect(answer.choices[0]?.message.content).toContain('aab');
  });

  it('is refused where it is long, or where the agent has an output of its own', async () => {
    const long = { ...format, json_schema: { ...format.json_schema, description: 'x'.repeat(40_000) } };
    await expect(ask(scripted(), { response_format: long })).rejects.toMatchObject({ status: 413 });
    const typed = new Agent({ name: 'Ada', output: outputSchema({ type: 'object', properties: {} }) });
    await expect(ask(scripted(), { response_format: format }, [typed])).rejects.toThrow(
      '400 Bad Request: "response_format"',
    );
  });
});
