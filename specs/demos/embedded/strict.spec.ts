import { assistant, called, post, system, tools, user } from '../support/ask.ts';
import { serveEmbedded } from '../support/serve-embedded.ts';

const model = serveEmbedded();
const good = { model: 'embedded', messages: [system('Help.'), user('Hello')] };
const withMessages = (...messages: readonly object[]): object => ({ ...good, messages });
const [call, result] = called('lookUp', {}, 'found');
const tool = (definition: object): object => ({ ...good, tools: [{ type: 'function', function: definition }] });
const strictTool = (parameters: object): object => tool({ name: 'a', strict: true, parameters });

describe('the embedded model takes', () => {
  it.each<[string, object]>([
    ['a conversation with calls', withMessages(user('a'), call ?? {}, result ?? {}, assistant('found'), user('b'))],
    ['parts', withMessages({ role: 'user', content: [{ type: 'text', text: 'Hello' }] })],
    ['tools and how to choose', { ...good, tools: tools('a', 'b'), tool_choice: 'auto', parallel_tool_calls: false }],
    ['settings', { ...good, temperature: 0, max_completion_tokens: 20, seed: 7 }],
    [
      'a strict tool',
      strictTool({ type: 'object', properties: { a: {} }, required: ['a'], additionalProperties: false }),
    ],
  ])('%s', async (_, body) => {
    expect((await post(model(), body)).status).toBe(200);
  });
});

describe('the embedded model refuses', () => {
  it.each<[string, unknown, string]>([
    ['what is not JSON', '{', 'The body of the request is not JSON.'],
    ['an unknown parameter', { ...good, debug: true }, 'Unrecognized field: debug.'],
    ['a parameter that is null', { ...good, tools: null }, 'tools is null: leave it out instead.'],
    ['no model', { messages: good.messages }, 'model must be a name.'],
    ['no messages', withMessages(), 'messages must be a list with at least one message.'],
    ['an unknown role', withMessages({ role: 'robot', content: '' }), 'messages[0].role must be one of'],
    ['a sender', withMessages({ ...assistant('Hi'), sender: 'Triage' }), 'Unrecognized field: messages[0].sender.'],
    [
      'a tool_name',
      withMessages(user('a'), call ?? {}, { ...result, tool_name: 'lookUp' }),
      'Unrecognized field: messages[2].tool_name.',
    ],
    ['null content', withMessages({ ...call, content: null }), 'messages[0].content is null'],
    ['an assistant who did nothing', withMessages({ role: 'assistant' }), 'has neither content nor tool_calls'],
    [
      'a call without an answer',
      withMessages(user('a'), call ?? {}),
      'Calls without an answer before messages: call_lookUp',
    ],
    ['a call answered too late', withMessages(call ?? {}, user('a'), result ?? {}), 'before messages[1]: call_lookUp'],
    [
      'an answer without a call',
      withMessages(user('a'), result ?? {}),
      'answers call_lookUp, which is not an open call',
    ],
    ['an empty list of tools', { ...good, tools: [] }, 'tools must be a list with at least one tool.'],
    ['two tools of one name', { ...good, tools: tools('a', 'a') }, 'tools has two functions named a.'],
    ['a tool name with spaces', { ...good, tools: tools('a b') }, 'the name must match'],
    ['a tool choice without tools', { ...good, tool_choice: 'auto' }, 'tool_choice is only allowed with tools.'],
    ['parallel calls without tools', { ...good, parallel_tool_calls: false }, 'is only allowed with tools.'],
    ['parameters that are no object', tool({ name: 'a', parameters: { type: 'string' } }), 'must be an object schema'],
    [
      'a strict tool with an optional property',
      strictTool({ type: 'object', properties: { a: {} }, additionalProperties: false }),
      'is strict and must require a',
    ],
    ['stream options without a stream', { ...good, stream_options: {} }, 'only allowed with stream: true'],
  ])('%s', async (_, body, message) => {
    const response = await post(model(), body);
    const { error } = (await response.json()) as {
      readonly error: { readonly message: string; readonly type: string };
    };

    expect(response.status).toBe(400);
    expect(error.message).toContain(message);
    expect(error.type).toBe('invalid_request_error');
  });

  it('refuses other paths and methods', async () => {
    const { baseURL } = model();

    expect((await fetch(`${baseURL}/models`)).status).toBe(404);
    expect((await fetch(`${baseURL}/chat/completions`)).status).toBe(405);
  });
});
