import { Agent, type Message, type Response, Swarm, SwarmError } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { gemini } from 'rxswarm/models/gemini';
import { response } from 'rxswarm/operators';
import { outputSchema } from 'rxswarm/schema';
import { isWorthRetrying } from '../../../lib/agent/errors.ts';
import { bind } from '../../support/bind.ts';
import { failure, outcome } from '../../support/outcome.ts';
import { useServers } from '../../support/servers.ts';
import { bodyOf, event, streamed, strict, USAGE } from './strict-server.ts';

const serve = useServers();

const MODEL = 'gemini-3-flash-preview';
const look = bind(
  function look(place: string): string {
    return `bees in ${place}`;
  },
  ['place'],
);
const agent = new Agent({ model: MODEL, functions: [look], instructions: 'Be brief.' });
const user = (content: string): Message => ({ role: 'user', content });
const swarmAt = (baseURL: string): Swarm => new Swarm(gemini({ baseURL, apiKey: 'secret' }), { raw: true });
const ask = async (baseURL: string, messages: readonly Message[], who: Agent = agent): Promise<Response> => {
  const { values, error } = await outcome(swarmAt(baseURL).run({ agent: who, messages }).pipe(response()));
  if (values[0] === undefined) throw error ?? new Error('no response');
  return values[0];
};
const call = (place: string, more: object = {}) => ({ functionCall: { name: 'look', args: { place } }, ...more });

describe('a run with gemini()', () => {
  it('sends calls back with their signatures, results in one content, and text with its own', async () => {
    const { url, requests } = await serve(
      strict(
        streamed(
          [{ text: 'Let me ', thought: true }],
          [{ text: 'think.', thought: true }],
          [{ text: 'Looking.' }],
          [call('here', { thoughtSignature: 'c2lnMQ==' }), call('there')],
        ),
        streamed([{ text: 'Bees ' }], [{ text: 'everywhere.' }], [{ text: '', thoughtSignature: 'c2lnMg==' }]),
        streamed([{ text: 'Yes.' }]),
      ),
    );
    const first = await ask(url, [user('Look.')]);
    expect(first.messages.at(-1)?.content).toBe('Bees everywhere.');
    expect(first.messages[0]).toMatchObject({ content: 'Looking.', reasoning_content: 'Let me think.' });
    expect(first.usage).toMatchObject({ prompt_tokens: 20, completion_tokens: 14, total_tokens: 34 });
    const stored = JSON.parse(JSON.stringify(first.messages)) as readonly Message[];
    await ask(url, [user('Look.'), ...stored, user('Sure?')]);
    expect(bodyOf(requests[2]).systemInstruction).toEqual({ parts: [{ text: 'Be brief.' }] });
    expect(bodyOf(requests[2]).contents).toEqual([
      { role: 'user', parts: [{ text: 'Look.' }] },
      {
        role: 'model',
        parts: [{ text: 'Looking.' }, call('here', { thoughtSignature: 'c2lnMQ==' }), call('there')],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'look', response: { output: 'bees in here' } } },
          { functionResponse: { name: 'look', response: { output: 'bees in there' } } },
        ],
      },
      { role: 'model', parts: [{ text: 'Bees everywhere.' }, { text: '', thoughtSignature: 'c2lnMg==' }] },
      { role: 'user', parts: [{ text: 'Sure?' }] },
    ]);
  });

  it('fails with the 400 of the server where a signature is lost on an unsigned conversation of its own', async () => {
    const { url } = await serve((request) =>
      strict()({
        ...request,
        body: {
          contents: [
            { role: 'user', parts: [{ text: 'a' }] },
            { role: 'model', parts: [call('x')] },
            { role: 'user', parts: [{ functionResponse: { name: 'look', response: {} } }] },
          ],
        },
      }),
    );
    const error = await failure(swarmAt(url).run({ agent, messages: [user('Look.')] }));
    expect(error).toMatchObject({ type: 'http', status: 400, code: 'INVALID_ARGUMENT' });
    expect(error.message).toContain('missing a thought_signature');
  });

  it('fails with the 400 of the server where a signature is changed on the way', async () => {
    const { url } = await serve(strict(streamed([call('here', { thoughtSignature: 'c2lnMQ==' })])));
    const wire = gemini({ baseURL: url, apiKey: 'secret' });
    const changing: ChatModel = (request) => {
      const text = JSON.stringify(request.messages).replaceAll('c2lnMQ==', 'Y2hhbmdlZA==');
      return wire({ ...request, messages: JSON.parse(text) as readonly Message[] });
    };
    const error = await failure(new Swarm(changing).run({ agent, messages: [user('Look.')] }));
    expect(error).toMatchObject({ type: 'http', status: 400 });
    expect(error.message).toContain('Corrupted thought signature.');
  });

  it('signs the calls of other servers, which Gemini 3 refuses without a signature', async () => {
    const { url, requests } = await serve(strict(streamed([{ text: 'Hi.' }])));
    const calls = ['a', 'b'].map((id) => ({
      id,
      type: 'function' as const,
      function: { name: 'look', arguments: '{"place":"x"}' },
      extra_content: { google: { thought_signature: 'foreign', id: 'f' } },
    }));
    const foreign: readonly Message[] = [
      {
        role: 'assistant',
        content: '',
        tool_calls: calls,
        origin: { wire: 'chat-completions', model: MODEL, host: '' },
      },
      { role: 'tool', tool_call_id: 'a', content: 'A' },
      { role: 'tool', tool_call_id: 'b', content: 'B' },
    ];
    await ask(url, [user('Look.'), ...foreign, user('So?')]);
    expect(bodyOf(requests[0]).contents[1]?.parts).toEqual([
      call('x', { thoughtSignature: 'skip_thought_signature_validator' }),
      call('x'),
    ]);
  });

  it('gives a text back with its signature, apart from the texts around it', async () => {
    const signed = { text: 'there are ', thoughtSignature: 'c2ln' };
    const { url, requests } = await serve(
      strict(streamed([{ text: 'I think ' }], [signed], [{ text: 'bees.' }]), streamed([{ text: 'Yes.' }])),
    );
    const { messages } = await ask(url, [user('Look.')]);
    expect(messages.at(-1)?.content).toBe('I think there are bees.');
    await ask(url, [user('Look.'), ...messages, user('Sure?')]);
    expect(bodyOf(requests[1]).contents[1]?.parts).toEqual([{ text: 'I think ' }, signed, { text: 'bees.' }]);
  });

  it('keeps the ids of the server, and gives them back on calls and results', async () => {
    const named = { functionCall: { id: 'srv-1', name: 'look', args: { place: 'x' } }, thoughtSignature: 'cw==' };
    const { url, requests } = await serve(strict(streamed([named]), streamed([{ text: 'Done.' }])));
    const { messages } = await ask(url, [user('Look.')]);
    expect(messages[1]).toMatchObject({ role: 'tool', tool_call_id: 'srv-1' });
    expect(bodyOf(requests[1]).contents[1]?.parts).toEqual([named]);
    expect(bodyOf(requests[1]).contents[2]?.parts).toEqual([
      { functionResponse: { id: 'srv-1', name: 'look', response: { output: 'bees in x' } } },
    ]);
  });

  it('hands over to an agent on another model, which gets no signature of the first', async () => {
    const sales = new Agent({ name: 'Sales', model: 'gemini-3-pro-preview', instructions: 'Sell.' });
    function toSales(): Agent {
      return sales;
    }
    const { url, requests } = await serve(
      strict(
        streamed([{ functionCall: { name: 'toSales', args: {} }, thoughtSignature: 'b3du' }]),
        streamed([{ text: 'Sold.' }]),
      ),
    );
    const done = await ask(url, [user('Buy.')], new Agent({ model: MODEL, functions: [toSales] }));
    expect(done.agent.name).toBe('Sales');
    expect(requests.map(({ url: path }) => path)).toEqual([
      `/v1/models/${MODEL}:streamGenerateContent?alt=sse`,
      '/v1/models/gemini-3-pro-preview:streamGenerateContent?alt=sse',
    ]);
    expect(bodyOf(requests[1]).contents[1]?.parts[0]?.['thoughtSignature']).toBe('skip_thought_signature_validator');
  });

  it('asks for a typed answer as JSON, by its schema', async () => {
    const schema = { type: 'object', properties: { bees: { type: 'number' } }, required: ['bees'] } as const;
    const { url, requests } = await serve(strict(streamed([{ text: '{"bees":' }], [{ text: '3}' }])));
    const typed = new Agent({ model: MODEL, output: outputSchema<{ bees: number }>(schema) });
    const done = await ask(url, [user('How many?')], typed);
    expect((done as { readonly output?: unknown }).output).toEqual({ bees: 3 });
    expect(bodyOf(requests[0]).generationConfig).toMatchObject({
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'object', required: ['bees'] },
    });
  });

  it('reads an answer that is not streamed', async () => {
    const whole = {
      candidates: [{ content: { parts: [{ text: 'Hi.' }] }, finishReason: 'STOP' }],
      usageMetadata: USAGE,
    };
    const { url, requests } = await serve({ body: [JSON.stringify(whole)] });
    const quiet = new Agent({ model: MODEL, settings: { stream: false } });
    expect((await ask(url, [user('Hi')], quiet)).messages[0]?.content).toBe('Hi.');
    expect(requests[0]?.url).toBe(`/v1/models/${MODEL}:generateContent`);
  });

  it.each([
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['PROHIBITED_CONTENT', 'content_filter'],
    ['A_REASON_OF_NEXT_YEAR', 'content_filter'],
    ['MAX_TOKENS', 'length'],
    ['STOP', 'stop'],
  ])('ends an answer of the reason %s with %s', async (finishReason, expected) => {
    const { url } = await serve({
      body: [event({ candidates: [{ content: { parts: [{ text: 'a' }] }, finishReason }] })],
    });
    expect((await ask(url, [user('Hi')], new Agent({ model: MODEL }))).finishReason).toBe(expected);
  });

  it.each(['SAFETY', 'OTHER'])('ends with content_filter where the prompt is blocked by %s', async (blockReason) => {
    const { url } = await serve({ body: [event({ promptFeedback: { blockReason }, usageMetadata: USAGE })] });
    const done = await ask(url, [user('Hi')], new Agent({ model: MODEL }));
    expect(done).toMatchObject({ finishReason: 'content_filter', usage: { total_tokens: 17 } });
  });

  it.each([
    [
      { candidates: [{ finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: 'Malformed function call: x(' }] },
      'api',
      'MALFORMED_FUNCTION_CALL',
      undefined,
    ],
    [{ candidates: [{ finishReason: 'MISSING_THOUGHT_SIGNATURE' }] }, 'api', 'MISSING_THOUGHT_SIGNATURE', undefined],
    [{ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }, 'api', 'UNAVAILABLE', 503],
  ])('fails with the words of the server: %j', async (json, type, code, status) => {
    const { url } = await serve({ body: [event(json)] });
    const error = await failure(swarmAt(url).run({ agent, messages: [user('Hi')] }));
    expect(error).toBeInstanceOf(SwarmError);
    expect(error).toMatchObject({ type, code, status });
    expect(isWorthRetrying(error)).toBe(code !== 'MISSING_THOUGHT_SIGNATURE');
  });

  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['CONTINUATION', 'length'],
    ['SPII', 'content_filter'],
    ['constructor', 'content_filter'],
  ])('that ends with %s has the finish reason %s', async (finishReason, expected) => {
    const { url } = await serve({
      body: [event({ candidates: [{ content: { parts: [{ text: 'a' }] }, finishReason }] })],
    });
    const { values } = await outcome(
      gemini({ baseURL: url, apiKey: 'secret' })({ model: MODEL, messages: [], stream: true }),
    );
    expect(values.at(-1)?.choices[0]?.finish_reason).toBe(expected);
  });

  it('is incomplete when it comes as one JSON without a reason to end', async () => {
    const { url } = await serve({ body: ['{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}'] });
    expect(await failure(swarmAt(url).run({ agent, messages: [user('Hi')] }))).toMatchObject({ type: 'incomplete' });
  });

  it('is incomplete when it is cut before a reason to end', async () => {
    const { url } = await serve({ body: [event({ candidates: [{ content: { parts: [{ text: 'a' }] } }] })] });
    expect(await failure(swarmAt(url).run({ agent, messages: [user('Hi')] }))).toMatchObject({ type: 'incomplete' });
  });

  it('obeys the wait that a used-up quota names', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.07s' }];
    const error = { code: 429, message: 'You exceeded your current quota.', status: 'RESOURCE_EXHAUSTED', details };
    const { url } = await serve({
      status: 429,
      headers: { 'content-type': 'application/json' },
      body: [JSON.stringify([{ error }])],
    });
    expect(await failure(swarmAt(url).run({ agent, messages: [user('Hi')] }))).toMatchObject({
      status: 429,
      code: 'RESOURCE_EXHAUSTED',
      retryAfter: 34_070,
    });
  });
});
