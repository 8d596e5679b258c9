import OpenAI, { APIError, APIUserAbortError, AuthenticationError, NotFoundError } from 'openai';
import { Agent, Swarm } from 'rxswarm';
import { openai, type ChatModel } from 'rxswarm/models';
import { serveChatCompletions, type ChatCompletionsOptions } from 'rxswarm/server';
import { response, text } from 'rxswarm/operators';
import { concat, finalize, NEVER, of, take, throwError } from 'rxjs';
import { bind } from '../../support/bind.ts';
import { call, calls, chunk, counts, says, usage } from '../../support/chunks.ts';
import { collect, last } from '../../support/collect.ts';
import { listening, type Listening } from '../../support/listening.ts';
import { scripted } from '../../support/scripted-model.ts';
import { logged } from '../../support/served.ts';
import { transferTo } from '../../support/transfer.ts';
import { until } from '../../support/until.ts';

const open: Listening[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ close }) => close()));
});

const endpointOf = (model: ChatModel, agents: readonly Agent[], options: ChatCompletionsOptions = {}) => {
  const log = logged();
  return { log, handler: serveChatCompletions(new Swarm(model), agents, { log, ...options }) };
};

/** Agents behind an endpoint, and the real client at its other end. */
const endpoint = async (model: ChatModel, agents: readonly Agent[], options: ChatCompletionsOptions = {}) => {
  const { handler, log } = endpointOf(model, agents, options);
  const server = await listening(handler);
  open.push(server);
  const baseURL = server.url.replace('/chat', '/v1');
  return { ...server, log, baseURL, client: new OpenAI({ baseURL, apiKey: 'key', maxRetries: 0 }) };
};

const hi = [{ role: 'user' as const, content: 'Hi' }];

describe('serveChatCompletions, called by the openai client', () => {
  const bob = new Agent({ name: 'Bob', instructions: 'Be Bob.' });
  const look = bind(() => 'seen', [], { name: 'look' });
  const ada = new Agent({ name: 'Ada the first', functions: [look, transferTo(bob)] });
  const turns = () =>
    scripted(
      [chunk({ role: 'assistant', content: 'Let me see.' }), ...calls(call('look'), call('to_Bob'))],
      [...says('Bob ', 'here.'), counts(5, 7)],
    );

  it('lists each agent as a model', async () => {
    const { client } = await endpoint(turns(), [ada, bob]);
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toEqual(['Ada the first', 'Bob']);
    expect(await client.models.retrieve('Ada the first')).toMatchObject({ id: 'Ada the first', object: 'model' });
    await expect(client.models.retrieve('Eve')).rejects.toThrow(NotFoundError);
  });

  it('streams the text of all turns as one completion', async () => {
    const { client } = await endpoint(turns(), [ada, bob]);
    const stream = await client.chat.completions.create({
      ...{ model: 'Ada the first', messages: hi, stream: true, stream_options: { include_usage: true } },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const each of stream) chunks.push(each);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Let me see.\n\nBob here.');
    expect(chunks.flatMap(({ choices }) => choices.map((choice) => choice.finish_reason)).at(-1)).toBe('stop');
    expect(chunks.at(-1)?.usage).toEqual(usage(5, 7));
    expect(new Set(chunks.map(({ id, model, object }) => `${id.slice(0, 9)} ${model} ${object}`))).toEqual(
      new Set(['chatcmpl- Ada the first chat.completion.chunk']),
    );
  });

  it('answers with a whole completion when `stream` is not set', async () => {
    const { client } = await endpoint(turns(), [ada, bob]);
    const completion = await client.chat.completions.create({ model: 'Ada the first', messages: hi });
    expect(completion).toMatchObject({
      object: 'chat.completion',
      choices: [
        { finish_reason: 'stop', message: { role: 'assistant', content: 'Let me see.\n\nBob here.', refusal: null } },
      ],
      usage: usage(5, 7),
    });
  });

  it('sends no usage unless `include_usage` is set', async () => {
    const { client } = await endpoint(turns(), [ada, bob]);
    const stream = await client.chat.completions.create({ model: 'Ada the first', messages: hi, stream: true });
    for await (const each of stream) expect(each.usage).toBeUndefined();
  });

  it('ends the run when the client aborts, streamed and not', async () => {
    let stopped = 0;
    const endless = concat(of(chunk({ role: 'assistant', content: 'Well' })), NEVER).pipe(finalize(() => stopped++));
    const { client, underWay } = await endpoint(() => endless, [bob]);
    const stream = await client.chat.completions.create({ model: 'Bob', messages: hi, stream: true });
    for await (const each of stream) if (each.choices[0]?.delta.content) break;
    await until(() => stopped === 1 && underWay() === 0, 'the end of the run');
    const controller = new AbortController();
    const whole = client.chat.completions.create({ model: 'Bob', messages: hi }, { signal: controller.signal });
    const refused = expect(whole).rejects.toThrow(APIUserAbortError);
    await until(() => underWay() === 1, 'the second request');
    controller.abort();
    await refused;
    await until(() => stopped === 2 && underWay() === 0, 'the end of the second');
  });

  it.each([true, false])('starts no run for a client that left during `authorize` (stream: %p)', async (stream) => {
    let asked = 0;
    const model: ChatModel = () => (asked++, NEVER);
    const controller = new AbortController();
    const authorize = () => (controller.abort(), Promise.resolve({ key: 'ada' }));
    const { log, handler } = endpointOf(model, [bob], { authorize, limits: { callerConcurrency: 1 } });
    const ask = (signal: AbortSignal) =>
      handler(
        new Request('http://server.example/v1/chat/completions', {
          ...{ method: 'POST', signal, headers: { 'content-type': 'application/json' } },
          body: JSON.stringify({ model: 'Bob', messages: hi, stream }),
        }),
      );
    const { status } = await ask(controller.signal);
    expect([status, asked, log.errors]).toEqual([499, 0, []]);
    const next = await ask(AbortSignal.timeout(30));
    // The client that left is not counted.
    expect(next.status).not.toBe(429);
    await next.body?.cancel();
  });

  it('answers 503 to one run more than `runConcurrency`', async () => {
    const { client, underWay } = await endpoint(() => NEVER, [bob], { limits: { runConcurrency: 1 } });
    const controller = new AbortController();
    const first = client.chat.completions.create({ model: 'Bob', messages: hi }, { signal: controller.signal });
    await until(() => underWay() === 1, 'the first');
    await expect(client.chat.completions.create({ model: 'Bob', messages: hi, stream: true })).rejects.toMatchObject({
      ...{ status: 503, type: 'server_error', code: 'service_unavailable' },
    });
    controller.abort();
    await expect(first).rejects.toThrow(APIUserAbortError);
  });

  it('answers 400 to a body that is not JSON', async () => {
    const { baseURL } = await endpoint(turns(), [bob]);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${baseURL}/chat/completions`, { method: 'POST', headers, body: '{' });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        error: {
          message: 'Bad Request: the body is not JSON.',
          type: 'invalid_request_error',
          param: null,
          code: null,
        },
      },
    ]);
  });

  it('keeps text only: drops calls and results, and turns a system message into a user message', async () => {
    const model = scripted(says('Hello.'));
    const { client } = await endpoint(model, [ada, bob]);
    await client.chat.completions.create({
      model: 'Ada the first',
      messages: [
        { role: 'system', content: 'Be Eve.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: null, tool_calls: [call('look', {}, 'a')] },
        { role: 'tool', tool_call_id: 'a', content: 'forged' },
        { role: 'assistant', content: 'Yes?', tool_calls: [call('look', {}, 'b')] },
      ],
    });
    expect(model.requests[0]?.messages).toEqual([
      { role: 'user', content: 'Be Eve.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Yes?' },
    ]);
  });

  const failing = (asked: object, options: ChatCompletionsOptions = {}, model: ChatModel = turns()) =>
    endpoint(model, [ada, bob], options).then(({ client }) =>
      client.chat.completions.create({ model: 'Bob', messages: hi, ...asked }).then(
        () => Promise.reject(new Error('answered')),
        (error: unknown) => error as APIError,
      ),
    );

  it.each<[string, object, number, string]>([
    ['an unknown agent', { model: 'Eve' }, 404, 'Not Found: there is no model "Eve".'],
    ['no messages', { messages: [] }, 400, '"messages" must be'],
    ['an unknown role', { messages: [{ role: 'ghost', content: 'Boo' }] }, 400, 'messages[0].role must be one of'],
    ['tools', { tools: [{ type: 'function', function: { name: 'x' } }] }, 400, '"tools" is not supported'],
    ['several choices', { n: 2 }, 400, '"n" is not supported'],
    ['too many messages', { messages: Array(401).fill(hi[0]) }, 413, 'there are more than 400 messages.'],
  ])('refuses %s', async (_, asked, status, message) => {
    const error = await failing(asked);
    expect(error).toBeInstanceOf(APIError);
    expect([error.status, error.message]).toEqual([status, expect.stringContaining(message)]);
  });

  it("answers 401 when `authorize` returns false for the client's key", async () => {
    const authorize = ({ headers }: Request) => headers.get('authorization') === 'Bearer other';
    const error = await failing({}, { authorize: (request) => (authorize(request) ? {} : false) });
    expect(error).toBeInstanceOf(AuthenticationError);
  });

  it('tells a failure in general words with the id that the log has', async () => {
    const down: ChatModel = () =>
      concat(
        of(chunk({ content: 'We' })),
        throwError(() => new Error('10.0.0.7')),
      );
    expect((await failing({}, {}, down)).message).toMatch(
      /^500 The model failed or could not be reached\. \([0-9a-f]+\)$/,
    );
    const { client, log } = await endpoint(down, [bob]);
    const stream = await client.chat.completions.create({ model: 'Bob', messages: hi, stream: true });
    const read = async () => {
      for await (const each of stream) expect(each.choices[0]?.finish_reason).toBeNull();
    };
    await expect(read()).rejects.toThrow(/The model failed or could not be reached/);
    expect(String(log.errors[0]?.[1])).toContain('10.0.0.7');
  });

  it('answers 403 when a call waits for approval', async () => {
    const pay = bind(() => 'Paid.', [], { name: 'pay', approval: true });
    const { client } = await endpoint(scripted(calls(call('pay'))), [new Agent({ name: 'Payer', functions: [pay] })]);
    const answer = client.chat.completions.create({ model: 'Payer', messages: hi });
    await expect(answer).rejects.toThrow('403 Forbidden: a call waits for an approval');
  });
});

describe('a swarm whose model is another swarm', () => {
  it("gets the other swarm's answer through `openai(client)`", async () => {
    const inner = scripted([...says('Two ', 'hives.'), counts(1, 2)]);
    const { client, baseURL } = await endpoint(inner, [new Agent({ name: 'Bees', instructions: 'Keep bees.' })]);
    const outer = new Swarm(openai(client));
    const agent = new Agent({ name: 'Outer', model: 'Bees', instructions: 'Ask Bees.' });
    const run$ = outer.run({ agent, messages: hi });
    expect(await collect(run$.pipe(text()))).toEqual(['Two ', 'hives.']);
    expect(inner.requests[0]?.messages).toEqual([
      { role: 'system', content: 'Keep bees.' },
      { role: 'user', content: 'Ask Bees.' },
      { role: 'user', content: 'Hi' },
    ]);
    const again = new Swarm(openai(new OpenAI({ baseURL, apiKey: 'key' }))).run({ agent, messages: hi });
    await expect(last(again.pipe(response()))).rejects.toMatchObject({ type: 'api' });
  });

  it("ends the other swarm's run when it is unsubscribed", async () => {
    let stopped = 0;
    const endless = concat(of(chunk({ role: 'assistant', content: 'Well' })), NEVER).pipe(finalize(() => stopped++));
    const { client } = await endpoint(() => endless, [new Agent({ name: 'Bees' })]);
    const run$ = new Swarm(openai(client)).run({ agent: new Agent({ model: 'Bees' }), messages: hi });
    expect(await collect(run$.pipe(text(), take(1)))).toEqual(['Well']);
    await until(() => stopped === 1, 'the end of the inner run');
  });
});
