import type { ChatCompletionChunk, ChatCompletionRequest } from '../../../lib/messages/types.ts';
import { answerOf, addChunk, emptyCompletion } from '../../../lib/messages/completion.ts';
import { readAnswer } from '../../../lib/models/anthropic/read-answer.ts';
import { bodyDecoder } from '../../../lib/models/stream/body-decoder.ts';
import { seeded } from '../../support/random.ts';
import { begin, delta, messageStart, messageStop, named, stop, streamed, textDelta, USAGE } from './events.ts';

const REQUEST: ChatCompletionRequest = { model: 'claude-sonnet-4-5', messages: [], stream: true };

const read = (pieces: readonly (string | Uint8Array)[], request = REQUEST): readonly ChatCompletionChunk[] => {
  const chunks: ChatCompletionChunk[] = [];
  const decoder = bodyDecoder({ next: (chunk) => chunks.push(chunk), closed: false }, readAnswer(request));
  const isDone = pieces.some((piece) =>
    decoder.push(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece),
  );
  if (!isDone) decoder.end();
  return chunks;
};

const completionOf = (chunks: readonly ChatCompletionChunk[]) => chunks.reduce(addChunk, emptyCompletion('A'));
const messageOf = (chunks: readonly ChatCompletionChunk[]) => answerOf(completionOf(chunks));

const BLOCKS = [
  { type: 'thinking', thinking: 'Äh, 蜂 🐝?', signature: 'sig' },
  { type: 'text', text: 'Ich schaue 🐝.' },
  { type: 'redacted_thinking', data: 'xyz' },
  { type: 'tool_use', id: 'toolu_1', name: 'look', input: { place: 'Köln' } },
  { type: 'tool_use', id: 'toolu_2', name: 'wait', input: {} },
];

describe('an answer', () => {
  it('is a message with its thoughts, words and calls, and what the server needs back', () => {
    const completion = completionOf(read(streamed(BLOCKS)));
    expect(answerOf(completion)).toEqual({
      role: 'assistant',
      sender: 'A',
      content: 'Ich schaue 🐝.',
      reasoning_content: 'Äh, 蜂 🐝?',
      tool_calls: [
        { id: 'toolu_1', type: 'function', function: { name: 'look', arguments: '{"place":"Köln"}' } },
        { id: 'toolu_2', type: 'function', function: { name: 'wait', arguments: '{}' } },
      ],
      anthropic_blocks: [
        BLOCKS[0],
        { type: 'text', length: 14 },
        BLOCKS[2],
        { type: 'tool_use' },
        { type: 'tool_use' },
      ],
    });
    expect(completion.finishReason).toBe('tool_calls');
    expect(completion.last).toMatchObject({ id: 'msg_1', model: 'claude-sonnet-4-5-20250929' });
  });

  it('is the same message however its bytes are split', () => {
    const bytes = new TextEncoder().encode(streamed(BLOCKS).join(''));
    const whole = messageOf(read([bytes]));
    for (let seed = 0; seed < 200; seed++) {
      const random = seeded(seed);
      const pieces: Uint8Array[] = [];
      for (let place = 0; place < bytes.length;) {
        const length = 1 + Math.floor(random() ** 3 * 400);
        pieces.push(bytes.subarray(place, (place += length)));
      }
      expect(messageOf(read(pieces))).toEqual(whole);
    }
  });

  it('that was not streamed is one chunk, with the same message', () => {
    const json = {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: BLOCKS },
      ...{ stop_reason: 'tool_use', usage: USAGE },
    };
    const [chunk, ...more] = read([JSON.stringify(json)]);
    expect(more).toEqual([]);
    const { tool_calls: whole = [], ...message } = messageOf([chunk as ChatCompletionChunk]);
    const { tool_calls: streamedCalls = [], ...expected } = messageOf(read(streamed(BLOCKS)));
    expect(message).toEqual(expected);
    expect(whole[0]).toEqual(streamedCalls[0]);
    expect(whole[1]?.function).toEqual({ name: 'wait', arguments: '' });
  });

  it('whose calls begin twice, and whose reason comes twice, is the same message', () => {
    const events = streamed(BLOCKS);
    const twice = events.flatMap((each) => (/tool_use|message_delta/.test(each) ? [each, each] : [each]));
    // The last event holds the end mark as well.
    const reason = (events.at(-1) ?? '').split('event: message_stop')[0] ?? '';
    expect(messageOf(read(twice.toSpliced(-1, 0, reason)))).toEqual(messageOf(read(events)));
  });

  it('of words alone has no field of the wire', () => {
    expect(messageOf(read(streamed([{ type: 'text', text: 'Hi.' }])))).toEqual({
      role: 'assistant',
      content: 'Hi.',
      sender: 'A',
    });
  });

  it('by a forced call is the text of the answer, and its end', () => {
    const schema = { type: 'object' };
    const request = {
      ...REQUEST,
      model: 'claude-3-5-haiku-20241022',
      response_format: { type: 'json_schema', json_schema: { name: 'bees', schema } },
    };
    const chunks = read(streamed([{ type: 'tool_use', id: 't', name: 'bees', input: { n: 3 } }]), request);
    expect(messageOf(chunks)).toMatchObject({ content: '{"n":3}' });
    expect(messageOf(chunks)).not.toHaveProperty('tool_calls');
    expect(completionOf(chunks).finishReason).toBe('stop');
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['pause_turn', 'pause_turn'],
    ['refusal', 'refusal'],
    ['constructor', 'constructor'],
  ])('that ends with %s has the finish reason %s', (reason, expected) => {
    expect(completionOf(read([messageStart(), textDelta('a'), messageStop(reason)])).finishReason).toBe(expected);
  });

  it('that is refused has the explanation of the server', () => {
    const details = { stop_details: { type: 'refusal', category: 'cyber', explanation: 'Against the policy.' } };
    expect(messageOf(read([messageStart(), messageStop('refusal', details)]))).toMatchObject({
      refusal: 'Against the policy.',
    });
  });

  it('that was paused keeps calls and results of the server, with their input', () => {
    const result = { type: 'web_search_tool_result', tool_use_id: 's1', content: [] };
    const chunks = read([
      ...[messageStart(), begin(0, { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} })],
      ...[delta(0, { type: 'input_json_delta', partial_json: '{"query":"bees"}' }), stop(0)],
      ...[begin(1, result), stop(1), messageStop('pause_turn')],
    ]);
    expect(messageOf(chunks)).toMatchObject({
      anthropic_blocks: [{ type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'bees' } }, result],
    });
    expect(messageOf(chunks)).not.toHaveProperty('tool_calls');
  });

  it.each([
    ['a call of a remote server', { type: 'mcp_tool_use', id: 'm1', name: 'find', server_name: 's', input: { a: 1 } }],
    ['its result', { type: 'mcp_tool_result', tool_use_id: 'm1', is_error: false, content: [] }],
    ['a file', { type: 'container_upload', file_id: 'f1' }],
    ['a change of models', { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } }],
  ])('keeps %s as it came', (_, block) => {
    const chunks = read([messageStart(), begin(0, block), stop(0), textDelta('Hi', 1), messageStop('end_turn')]);
    expect(messageOf(chunks)).toMatchObject({ anthropic_blocks: [block, { type: 'text', length: 2 }] });
  });

  it('keeps a summary of what was left out, which comes in a piece of its own', () => {
    const summary = { content: 'So far.', encrypted_content: 'x' };
    const chunks = read([
      ...[
        messageStart(),
        begin(0, { type: 'compaction', content: null }),
        delta(0, { type: 'compaction_delta', ...summary }),
      ],
      ...[stop(0), textDelta('Hi', 1), messageStop('end_turn')],
    ]);
    expect(messageOf(chunks)).toMatchObject({
      anthropic_blocks: [
        { type: 'compaction', ...summary },
        { type: 'text', length: 2 },
      ],
    });
  });

  it.each([
    [
      'tokens of the start and of the end',
      { ...USAGE, input_tokens: 10 },
      { output_tokens: 5, input_tokens: null },
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    ],
    [
      'the cache and thoughts',
      { input_tokens: 1, cache_creation_input_tokens: 20, cache_read_input_tokens: 300, output_tokens: 1 },
      { output_tokens: 50, output_tokens_details: { thinking_tokens: 40 } },
      {
        prompt_tokens: 321,
        completion_tokens: 50,
        total_tokens: 371,
        prompt_tokens_details: { cached_tokens: 300, cache_write_tokens: 20 },
        completion_tokens_details: { reasoning_tokens: 40 },
      },
    ],
    [
      'counts of a wrong type',
      { input_tokens: 'many', output_tokens: {} },
      [],
      { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    ],
  ])('counts %s', (_, first, last, expected) => {
    expect(read([messageStart(first), messageStop('end_turn', {}, last)]).at(-1)?.usage).toEqual(expected);
  });
});

describe('a stream in the wild', () => {
  it.each([
    ['begins twice', [messageStart(), messageStart(), textDelta('Hi'), messageStop('end_turn')]],
    ['never begins its text', [textDelta('H'), textDelta('i'), messageStop('end_turn')]],
    [
      'begins with text',
      [messageStart(), begin(0, { type: 'text', text: 'H' }), textDelta('i'), messageStop('end_turn')],
    ],
    [
      'ends without its last event',
      [messageStart(), textDelta('Hi'), messageStop('end_turn').split('event: message_stop')[0] ?? ''],
    ],
    [
      'has blocks and deltas of unknown kinds',
      [
        ...[messageStart(), begin(0, { type: 'news', from: {} }), stop(0), textDelta('Hi', 1)],
        ...[delta(1, { type: 'citations_delta', citation: {} }), delta(7, { type: 'new_delta' }), stop(9)],
        ...[named({ type: 'news' }), messageStop('end_turn')],
      ],
    ],
    [
      'has fields of wrong types',
      [
        ...[named({ type: 'message_start', message: 3 }), named({ type: 'content_block_start', content_block: null })],
        ...[named({ type: 'content_block_delta', index: {}, delta: 'x' }), named({ type: 'message_delta' })],
        ...[textDelta('Hi'), delta(0, { type: 'text_delta', text: 5 }), messageStop('end_turn')],
      ],
    ],
  ])('that %s says what it says', (_, events) => {
    const chunks = read(events);
    expect(messageOf(chunks)).toEqual({ role: 'assistant', content: 'Hi', sender: 'A' });
    expect(completionOf(chunks).finishReason).toBe('stop');
  });

  it('may give the input of a call at its beginning', () => {
    const block = { type: 'tool_use', id: 't', name: 'look', input: { place: 'Bath' } };
    const chunks = read([messageStart(), begin(0, block), stop(0), messageStop('tool_use')]);
    expect(messageOf(chunks)).toMatchObject({ tool_calls: [{ function: { arguments: '{"place":"Bath"}' } }] });
  });

  it('that ends before its stop reason is incomplete', () => {
    expect(() => read([messageStart(), textDelta('Hi'), stop(0)])).toThrow(
      expect.objectContaining({ type: 'incomplete' }) as Error,
    );
  });

  it.each([
    ['overloaded_error', undefined],
    ['api_error', undefined],
    ['invalid_request_error', false],
  ])('that reports %s is an api error with that code', (type, retryable) => {
    const error = { type: 'error', error: { type, message: 'Sorry' }, request_id: 'req_2' };
    for (const event of [named(error), `data: ${JSON.stringify(error)}\n\n`]) {
      expect(() => read([messageStart(), textDelta('Hi'), event])).toThrow(
        expect.objectContaining({ type: 'api', code: type, retryable }) as Error,
      );
    }
  });
});
