import { lastValueFrom, type Observable, reduce } from 'rxjs';
import type { AssistantMessage } from 'rxswarm';
import OpenAI from 'openai';
import type { ChatCompletionChunk, ChatModel } from 'rxswarm/models';
import { responses } from 'rxswarm/models/responses';
import { cancellationContract } from 'rxswarm/testing';
import { emptyMessage, mergeDelta, type PartialMessage, toMessage } from '../../../lib/messages/message.ts';
import { failure, withoutOrigin } from '../../support/outcome.ts';
import { seeded } from '../../support/random.ts';
import { useServers } from '../../support/servers.ts';
import { REQUEST } from '../../support/wire.ts';
import {
  added,
  call,
  COMPLETED,
  CREATED,
  done,
  event,
  failed,
  incomplete,
  message,
  reasoning,
  text,
} from './events.ts';

const serve = useServers();

interface Read {
  readonly message: AssistantMessage;
  readonly last: ChatCompletionChunk;
}

interface Gathered {
  readonly partial: PartialMessage;
  readonly last: ChatCompletionChunk;
}

const gathered = (chunks$: Observable<ChatCompletionChunk>): Promise<Read> => {
  const nothing: Gathered = { partial: emptyMessage(), last: { choices: [] } };
  const add = ({ partial }: Gathered, chunk: ChatCompletionChunk): Gathered => ({
    partial: mergeDelta(partial, chunk.choices[0]?.delta ?? {}),
    last: chunk,
  });
  return lastValueFrom(chunks$.pipe(reduce(add, nothing)), { defaultValue: nothing }).then(({ partial, last }) => ({
    message: toMessage(partial, () => 'new'),
    last,
  }));
};

const ask = async (...body: readonly (string | Uint8Array)[]): Promise<Read> => {
  const { url } = await serve({ body: body });
  return gathered(responses({ baseURL: url })(REQUEST));
};
const askFor = async (...body: readonly string[]) => {
  const { url } = await serve({ body });
  return failure(responses({ baseURL: url })(REQUEST));
};

describe('an answer', () => {
  const part = (words: string): object => ({ type: 'output_text', text: words });
  const item = { id: 'msg_1', type: 'message', content: [part('Hi')] };

  it.each<readonly [string, readonly string[], object]>([
    ['of text', [message(0, 'Hello there.')], { content: 'Hello there.' }],
    [
      'of two messages',
      [message(0, 'One'), message(2, 'Two')],
      {
        content: 'One\n\nTwo',
        output_items: [
          { type: 'message', length: 3 },
          { type: 'message', length: 3 },
        ],
      },
    ],
    ['whose text comes at its end only', [done(0, item)], { content: 'Hi' }],
    ['whose last piece is missing', [text('H'), done(0, item)], { content: 'Hi' }],
    [
      'that refuses',
      [event('response.refusal.delta', { output_index: 0, delta: 'No.' })],
      { content: '', refusal: 'No.' },
    ],
    [
      'of thoughts in words',
      [event('response.reasoning_text.delta', { output_index: 0, delta: 'Hm' }), message(1, 'Yes')],
      { content: 'Yes', reasoning_content: 'Hm' },
    ],
    [
      'with reasoning whose id is too long to go back, and with nulls',
      [
        done(0, { type: 'reasoning', id: 'r'.repeat(65), status: null, summary: null, encrypted_content: 'x' }),
        message(1, 'Hi'),
      ],
      {
        content: 'Hi',
        output_items: [
          { type: 'reasoning', summary: [], encrypted_content: 'x' },
          { type: 'message', length: 2 },
        ],
      },
    ],
    ['with reasoning that nothing follows', [message(0, 'Hi'), reasoning(1, 'rs_1')], { content: 'Hi' }],
    [
      'with events of a wrong form',
      [event('response.output_text.delta', { delta: 7 }), done(0, {}), event('response.new', {}), message(1, 'Hi')],
      { content: 'Hi' },
    ],
    [
      'whose call comes at its end only',
      [done(0, { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' })],
      { tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] },
    ],
  ])('%s is read', async (_name, events, read) => {
    const answer = await ask(CREATED, ...events, COMPLETED);
    expect(answer.message).toEqual({ role: 'assistant', ...read });
  });

  it('keeps its calls apart by their places, though their ids change with each event', async () => {
    const [one, two] = ['a', 'b'].map((id) => ({ type: 'function_call', call_id: id, name: id }));
    const piece = (place: number, id: string, delta: string): string =>
      event('response.function_call_arguments.delta', { output_index: place, item_id: id, delta });
    const { message: read, last } = await ask(
      CREATED,
      added(0, { ...one, id: 'x1' }) + added(1, { ...two, id: 'x2' }),
      piece(1, 'x3', '{"n":') + piece(0, 'x4', '{') + piece(1, 'x5', '2}') + piece(0, 'x6', '}'),
      COMPLETED,
    );
    expect(read.tool_calls?.map(({ id, function: { arguments: input } }) => [id, input])).toEqual([
      ['a', '{}'],
      ['b', '{"n":2}'],
    ]);
    expect(last.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('keeps its items apart by their ids where the server leaves out their places', async () => {
    const placeless = (events: string): string => events.replaceAll(/"output_index":\d+,?/g, '');
    const events = [message(0, 'One'), call(1, 'a', 'f', '{"n":1}'), call(2, 'b', 'g', '{"n":2}')].join('');
    const named = events.replaceAll('"item_id":"msg_1"', '"item_id":"msg_0"');
    const { message: read } = await ask(CREATED, placeless(named), COMPLETED);
    expect(read).toEqual((await ask(CREATED, events, COMPLETED)).message);
    expect(read).toMatchObject({ content: 'One', tool_calls: [{ id: 'a' }, { id: 'b' }] });
  });

  it('keeps its items apart where the server tells neither places nor ids', async () => {
    const called = (id: string) => ({ type: 'function_call', call_id: id, name: id, arguments: '' });
    const piece = event('response.function_call_arguments.delta', { delta: '{}' });
    const began = (id: string): string => event('response.output_item.added', { item: called(id) });
    const ended = (id: string): string =>
      event('response.output_item.done', { item: { ...called(id), arguments: '{}' } });
    const events = ['a', 'b'].map((id) => began(id) + piece + ended(id)).join('');
    expect((await ask(CREATED, events, COMPLETED)).message.tool_calls).toMatchObject([
      { id: 'a', function: { name: 'a', arguments: '{}' } },
      { id: 'b', function: { name: 'b', arguments: '{}' } },
    ]);
  });

  it('has its citations, counted from its first character, as Chat Completions writes them', async () => {
    const cite = (start: number) => ({
      type: 'url_citation',
      url: 'https://bees.example',
      start_index: start,
      end_index: start + 1,
    });
    const told = (place: number, words: string): string =>
      done(place, {
        ...{ id: `msg_${String(place)}`, type: 'message' },
        content: [
          {
            type: 'output_text',
            text: words,
            annotations: [cite(1), { type: 'file_citation', file_id: 'f', index: 3 }, 7],
          },
        ],
      });
    const { message: read } = await ask(CREATED, text('Bee', 0), told(0, 'Bees'), told(1, 'Hives'), COMPLETED);
    expect(read.content).toBe('Bees\n\nHives');
    const expected = (start: number) => [
      { type: 'url_citation', url_citation: { url: 'https://bees.example', start_index: start, end_index: start + 1 } },
      { type: 'file_citation', file_citation: { file_id: 'f', index: 3 } },
    ];
    expect(read).toMatchObject({ annotations: [...expected(1), ...expected(7)] });
  });

  it.each([
    ['web_search_call', { id: 'ws_1', status: 'completed', action: { type: 'search', query: 'bees' } }],
    ['mcp_call', { id: 'mcp_1', server_label: 's', name: 'look', arguments: '{}', output: 'three' }],
    ['image_generation_call', { id: 'ig_1', result: 'aGk=' }],
    ['a_kind_to_come', { id: 'x_1' }],
  ])('keeps an item of the server of type %s, after the reasoning that led to it', async (type, fields) => {
    const { message: read } = await ask(
      CREATED,
      reasoning(0, 'rs_1'),
      done(1, { type, ...fields }),
      message(2, 'Hi'),
      COMPLETED,
    );
    expect(read).toMatchObject({
      content: 'Hi',
      output_items: [
        { type: 'reasoning', id: 'rs_1' },
        { type, ...fields },
        { type: 'message', length: 2 },
      ],
    });
  });

  it.each(['custom_tool_call', 'computer_call', 'mcp_approval_request'])(
    'passes over a %s, and the reasoning that led to it, where it says or calls something else',
    async (type) => {
      const odd = done(1, { type, call_id: 'c', id: 'odd_1' });
      const both = [reasoning(0, 'rs_1'), odd, reasoning(2, 'rs_2'), call(3, 'a', 'f', '{}')];
      const { message: read } = await ask(CREATED, ...both, COMPLETED);
      expect(read).toMatchObject({
        tool_calls: [{ id: 'a' }],
        output_items: [{ type: 'reasoning', id: 'rs_2' }, { type: 'function_call' }],
      });
      expect((await ask(CREATED, odd, message(2, 'Hi'), COMPLETED)).message).toEqual({
        role: 'assistant',
        content: 'Hi',
      });
    },
  );

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content_filter'],
  ])('that ends with %s has the finish reason %s', async (reason, finish) => {
    const { last } = await ask(CREATED, text('Hi'), incomplete(reason));
    expect(last.choices[0]?.finish_reason).toBe(finish);
  });

  it('tells its tokens, its id and its model', async () => {
    const { last } = await ask(CREATED, message(0, 'Hi'), COMPLETED);
    expect(last).toMatchObject({
      ...{ id: 'resp_1', model: 'gpt-5', created: 7 },
      usage: {
        ...{ prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
        prompt_tokens_details: { cached_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 1 },
      },
    });
  });

  it('tells the tier that served it, which its end knows', async () => {
    const served = { type: 'response.completed', response: { output: [], service_tier: 'flex' } };
    const { last } = await ask(CREATED, message(0, 'Hi'), `data: ${JSON.stringify(served)}\n\n`);
    expect(last).toMatchObject({ service_tier: 'flex' });
  });

  it('that is not streamed gives the message that a streamed one gives', async () => {
    const thought = { type: 'reasoning', id: 'rs_1', encrypted_content: 'sealed rs_1', summary: [part('Hm')] };
    const called = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };
    const whole = await ask(JSON.stringify({ object: 'response', error: null, output: [thought, item, called] }));
    const streamed = await ask(CREATED, done(0, thought), done(1, item), done(2, called), COMPLETED);
    expect(whole.message).toEqual(streamed.message);
    expect(whole.message).toMatchObject({ content: 'Hi', reasoning_content: 'Hm', tool_calls: [{ id: 'c' }] });
  });

  it('gives the same message however its bytes are split', async () => {
    const body = Buffer.from(
      CREATED + reasoning(0, 'rs_1', 'Häm.') + message(1, 'Größe: 🐝') + call(2, 'c', 'f', '{"a":"ü"}') + COMPLETED,
    );
    const expected = withoutOrigin((await ask(body)).message);
    const random = seeded(17);
    for (let round = 0; round < 20; round++) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < body.length;) {
        const end = at + 1 + Math.floor(random() * 200);
        pieces.push(body.subarray(at, end));
        at = end;
      }
      expect(withoutOrigin((await ask(...pieces)).message)).toEqual(expected);
    }
  });
});

describe('a failure', () => {
  it.each<readonly [string, readonly string[], object]>([
    ['a stream that is cut', [CREATED, text('Hi')], { type: 'incomplete' }],
    [
      'an error event',
      [CREATED, event('error', { code: 'rate_limit_exceeded', message: 'Slow down.', param: null })],
      { type: 'api', code: 'rate_limit_exceeded' },
    ],
    [
      'an error event without its name',
      ['data: {"type":"error","code":"server_error","message":"Oh."}\n\n'],
      { type: 'api', code: 'server_error' },
    ],
    [
      'a response that failed for a quota',
      [CREATED, failed({ code: 'insufficient_quota', message: 'No money.' })],
      { type: 'api', code: 'insufficient_quota', retryable: false },
    ],
    [
      'a response that failed for its length',
      [CREATED, failed({ code: 'context_length_exceeded', message: 'Too long.' })],
      { type: 'api', code: 'context_length_exceeded', retryable: false },
    ],
    ['a response that failed without a word', [event('response.failed', { response: null })], { type: 'api' }],
    [
      'a whole response that was cancelled',
      [JSON.stringify({ object: 'response', status: 'cancelled', output: [] })],
      { type: 'api' },
    ],
    ['JSON that is no response', ['{"hello":1}'], { type: 'protocol' }],
    [
      'a response that is made in the background',
      [JSON.stringify({ object: 'response', status: 'queued', output: [] })],
      { type: 'protocol' },
    ],
    [
      'a call of a custom tool and nothing else',
      [CREATED, done(0, { type: 'custom_tool_call', call_id: 'c', name: 'sql', input: 'x' }), COMPLETED],
      { type: 'protocol', retryable: false },
    ],
  ])('%s is an error', async (_name, body, error) => {
    expect(await askFor(...body)).toMatchObject(error);
  });

  it.each([429, 503, 401])('of status %d tells the id of the request', async (status) => {
    const { url } = await serve({
      status,
      headers: { 'content-type': 'application/json', 'x-request-id': 'req_1' },
      body: ['{"error":{"message":"No.","type":"invalid_request_error","code":null}}'],
    });
    const told = await failure(responses({ baseURL: url })(REQUEST));
    expect(told).toMatchObject({ type: 'http', status, requestId: 'req_1' });
  });
});

describe('maxBytes', () => {
  it.each<readonly [string, (baseURL: string) => ChatModel]>([
    ['over HTTP', (baseURL) => responses({ baseURL, maxBytes: 100 })],
    ['over a client', (baseURL) => responses(new OpenAI({ baseURL, apiKey: 'key' }), { maxBytes: 100 })],
  ])('bounds an answer %s', async (_, make) => {
    const { url } = await serve({ body: [text('x'.repeat(200)), { stall: true }] });
    expect(await failure(make(url)(REQUEST))).toMatchObject({ type: 'protocol', code: 'too_large', retryable: false });
  });

  it('below 1, or under another name, is refused', () => {
    const client = new OpenAI({ apiKey: 'key' });
    expect(() => responses(client, { maxBytes: 0 })).toThrow(
      'responses(client, { maxBytes }) must be a number from 1 up',
    );
    expect(() => responses(client, { max_bytes: 9 } as object)).toThrow('did you mean maxBytes?');
  });
});

describe('responses()', () => {
  const words = { text: (piece: string) => text(piece), end: COMPLETED };
  for (const { name, check } of cancellationContract((baseURL) => responses({ baseURL }), words)) it(name, check);
});
