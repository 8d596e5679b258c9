import fc from 'fast-check';
import type { SwarmErrorType } from '../../../lib/messages/events.ts';
import { splitAt, toBytes } from '../../support/bytes.ts';
import { decoded, type Decoded } from '../../support/decoded.ts';
import { answering, content, DONE, event, finish } from '../../support/wire.ts';

const reading = (text: string): Decoded => decoded([toBytes(text)]);

const A = event(content('a'));
const STOP = event(finish());
const WHOLE = [content('a'), finish()];

describe('an event stream', () => {
  it.each<[string, string]>([
    ['with LF', A + STOP + DONE],
    ['with CRLF', (A + STOP + DONE).replaceAll('\n', '\r\n')],
    ['with CR', (A + STOP + DONE).replaceAll('\n', '\r')],
    ['with a byte order mark', `\uFEFF${A}${STOP}${DONE}`],
    ['without spaces after colons', (A + STOP + DONE).replaceAll('data: ', 'data:')],
    ['with comments', `: hello\n\n${A}: OPENROUTER PROCESSING\n\n:\n\n${STOP}${DONE}`],
    ['with ids, retries and unknown fields', `retry: 10\nretry: x\nid: 1\nfoo: bar\nbaz\n${A}${STOP}${DONE}`],
    ['with empty and blank data', `data:\n\n${A}data: \n\ndata\n\ndata:   \n\n${STOP}${DONE}`],
    [
      'with data over several lines',
      `data: {"choices":\ndata: ${JSON.stringify(content('a').choices)}}\n\n${STOP}${DONE}`,
    ],
    ['with named events', `event: message\n${A}event: completion\n${STOP}${DONE}`],
    [
      "with a server's own events",
      `event: ping\ndata: pong\n\n${A}event: ping\ndata: {"type":"ping"}\n\n${STOP}${DONE}`,
    ],
    ['with objects without choices', `${event({ id: 'x' })}${A}${event({ choices: null })}${STOP}${DONE}`],
    ['with JSON that is no object', `${A}${event(42)}${event(null)}${event('x')}${event([])}${STOP}${DONE}`],
    [
      'with an error that is none',
      `${event({ ...content('a'), error: null })}${STOP}${DONE}`.replace(',"error":null', ''),
    ],
    ['without [DONE]', A + STOP],
    ['without the last blank line', A + STOP.trimEnd()],
    ['without the last line break', `${A}${STOP.trimEnd()}\n`],
    ['cut after its finish_reason', `${A}${STOP}data: {"choi`],
    ['with more after [DONE]', `${A}${STOP}${DONE}${A}${event({ error: 'late' })}data: nonsense\n\n`],
  ])('is read %s', (_, text) => {
    expect(reading(text)).toEqual({ chunks: WHOLE, error: undefined });
  });

  it('is whole with [DONE], without a finish_reason', () => {
    expect(reading(A + DONE)).toEqual({ chunks: [content('a')], error: undefined });
  });

  it('keeps the fields that it does not know', () => {
    const chunk = {
      id: 'x',
      system_fingerprint: 'y',
      choices: [{ index: 0, delta: { content: 'a', vendor: [1] }, logprobs: null }],
    };
    expect(reading(event(chunk) + DONE).chunks).toEqual([chunk]);
  });

  it('takes "error": null, "" and false for no error', () => {
    const falsy = [null, '', false, 0].map((error) => event({ ...content('a'), error })).join('');
    expect(reading(falsy + DONE)).toMatchObject({ chunks: { length: 4 }, error: undefined });
  });

  it('keeps the usage of an event without choices', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    expect(reading(event({ usage }) + STOP + DONE).chunks).toEqual([{ choices: [], usage }, finish()]);
  });

  it('takes a whole completion in one event', () => {
    const completion = { choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }] };
    expect(reading(event(completion) + DONE).chunks).toEqual([
      { choices: [{ index: 0, delta: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }] },
    ]);
  });

  it('does not take a message for a delta where deltas were', () => {
    const summary = { choices: [{ index: 0, message: { content: 'a' }, finish_reason: 'stop' }] };
    expect(reading(A + event(summary)).chunks).toMatchObject([content('a'), { choices: [{ delta: {} }] }]);
  });
});

describe('the end', () => {
  it.each<[string, string, SwarmErrorType]>([
    ['nothing', '', 'incomplete'],
    ['blank lines', '\n\n\n', 'incomplete'],
    ['comments only', ': a\n\n: b\n\n', 'incomplete'],
    ['neither finish_reason nor [DONE]', A, 'incomplete'],
    ['a finish_reason that is empty', A + event(finish('')), 'incomplete'],
    [
      'a finish_reason of another choice',
      A + event({ choices: [{ index: 1, delta: {}, finish_reason: 'stop' }] }),
      'incomplete',
    ],
    ['an event cut in the middle', `${A}data: {"choi`, 'incomplete'],
    ['JSON cut in the middle', '{"choices": [{"mess', 'incomplete'],
    ['text that is no event stream', 'Internal server error', 'incomplete'],
    ['data that is not JSON', `${A}data: {oops}\n\n${STOP}${DONE}`, 'protocol'],
    ['[DONE] with something around it', `${A}data: [DONE] \n\n`, 'protocol'],
    ['a page of HTML', '<!doctype html><html><body>Hi</body></html>', 'protocol'],
    ['JSON that is broken', '{"choices": [oops]}', 'protocol'],
    ['JSON that is no completion', '{"object":"list","data":[]}', 'protocol'],
    ['an event with an error', A + event({ error: { message: 'Overloaded', code: 503 } }) + STOP + DONE, 'api'],
    ['an event with a text as error', A + event({ error: 'Overloaded' }), 'api'],
    ['an error event', `${A}event: error\ndata: {"message":"Overloaded"}\n\n${DONE}`, 'api'],
    ['an error event in words', `${A}event: error\ndata: Overloaded\n\n${DONE}`, 'api'],
    ['an error event without its blank line', `${A}event: error\ndata: {"error":{"message":"Overloaded"}}`, 'api'],
    ['bare JSON with an error', '{"error":{"message":"Overloaded"}}', 'api'],
    ['a list with an error', '[{"error":{"message":"Overloaded","code":503}}]', 'api'],
    ['an error object', '{"object":"error","message":"Overloaded"}', 'api'],
  ])('after %s is an error', (_, text, type) => {
    const { error } = reading(text);
    expect(error?.type).toBe(type);
    if (type === 'api') expect(error?.message).toContain('Overloaded');
  });

  it.each<[string, string, boolean]>([
    [A, 'The stream ended before the answer was whole: neither a reason to end nor the last event came.', false],
    ['{"choices": [{"mess', 'The answer ended in the middle of its JSON.', true],
    ['{"a": {"b": 1}, "choices"', 'The answer ended in the middle of its JSON.', true],
    ['{"choices": [oops]}\n', 'The server answered with text that is not JSON: {"choices": [oops]}', true],
    ['{"object":"list"}', 'The server answered with JSON that is no completion: {"object":"list"}', false],
    ['data: {oops}\n\n', 'The server sent an event that is not JSON: {oops}', true],
    ['<p>Hi</p>', 'The server answered with a page of HTML instead of a completion.', false],
  ])('after %j is told in words, with its cause', (text, message, hasCause) => {
    const { error } = reading(text);
    expect(error?.message).toBe(message);
    expect((error?.cause as Error | undefined)?.name).toBe(hasCause ? 'SyntaxError' : undefined);
  });

  it('of a named event that is not JSON matters where the name is message', () => {
    expect(reading('event: message\ndata: oops\n\n').error?.type).toBe('protocol');
    expect(reading(`event: other\ndata: oops\n\n${STOP}`).error).toBeUndefined();
  });

  it('of an error event without data is an error without words', () => {
    expect(reading('event: error\ndata:\n\n').error?.message).toBe('The server reported an error: no reason was given');
  });

  it('keeps what came before the error', () => {
    expect(reading(A + event({ error: 'x' })).chunks).toEqual([content('a')]);
  });

  it('tells the status that a server names', () => {
    expect(reading(event({ error: { message: 'x', code: 429 } })).error?.status).toBe(429);
    expect(reading(event({ error: { message: 'x', code: 'rate_limited' } })).error?.status).toBeUndefined();
  });
});

describe('a whole completion', () => {
  const message = {
    role: 'assistant',
    content: null,
    tool_calls: [
      { id: 'a', function: { name: 'f' } },
      { id: 'b', function: { name: 'f' } },
    ],
  };
  const completion = {
    id: 'x',
    choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  };
  const { tool_calls: calls } = message;
  const delta = { ...message, tool_calls: calls.map((call, index) => ({ ...call, index })) };
  const expected = [{ ...completion, choices: [{ index: 0, delta, finish_reason: 'tool_calls' }] }];

  it.each([
    ['on one line', JSON.stringify(completion)],
    ['on many', JSON.stringify(completion, null, 2)],
    ['after blank lines and a byte order mark', `\uFEFF\r\n  \n${JSON.stringify(completion)}\n`],
  ])('is one chunk, whose delta is the message: %s', (_, text) => {
    expect(reading(text)).toEqual({ chunks: expected, error: undefined });
  });
});

describe('a list of JSON', () => {
  const listOf = (...values: readonly unknown[]): Decoded => reading(JSON.stringify(values));

  it('is read as the events that it holds', () => {
    expect(listOf(content('a'), { id: 'ping' }, finish())).toEqual({ chunks: WHOLE, error: undefined });
    const completion = { choices: [{ index: 0, message: { content: 'a' }, finish_reason: 'stop' }] };
    expect(listOf(completion).chunks).toMatchObject([{ choices: [{ delta: { content: 'a' } }] }]);
  });

  it.each<[string, readonly unknown[], SwarmErrorType]>([
    ['without its end', [content('a')], 'incomplete'],
    ['with an error after words', [content('a'), { error: { message: 'Overloaded' } }], 'api'],
    ['of numbers', [1, 2], 'protocol'],
  ])('%s is an error, and nothing of it is emitted', (_, values, type) => {
    expect(listOf(...values)).toMatchObject({ chunks: [], error: { type } });
  });
});

describe('hostile values', () => {
  const hostile = [
    '{"choices":[{"index":"__proto__","delta":{"tool_calls":[{"index":"__proto__","id":"__proto__","function":{"name":"f","arguments":{"__proto__":{"polluted":1}}}}]}}]}',
    '{"__proto__":{"polluted":1},"choices":[{"index":0,"__proto__":{"polluted":1},"delta":{"__proto__":{"polluted":1},"content":"a"}}]}',
    '{"choices":[{"index":0,"delta":{"\\u005f_proto\\u005F_":{"polluted":1},"content":"a"}}]}',
    '{"constructor":{"prototype":{"polluted":1}},"choices":[]}',
  ];

  it('are found where an event comes in several reads, the first of which names __proto__', () => {
    const first = 'data: {"__proto__":{"polluted":1},\n';
    const rest = `data: "choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\n`;
    const { chunks } = decoded([toBytes(first), toBytes(rest), toBytes(DONE)]);
    expect(chunks).toHaveLength(1);
    expect(JSON.stringify(chunks)).not.toContain('__proto__');
  });

  it.each(hostile)('pollute nothing, and no key of them is __proto__: %s', (json) => {
    const { chunks, error } = reading(`data: ${json}\n\n${DONE}`);
    expect(error).toBeUndefined();
    expect(JSON.stringify(chunks)).not.toMatch(/"__proto__":/);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('are no index', () => {
    const { chunks } = reading(`data: ${hostile[0] ?? ''}\n\n${DONE}`);
    expect(chunks[0]?.choices[0]).toEqual({
      delta: { tool_calls: [{ id: '__proto__', function: { name: 'f', arguments: {} } }] },
    });
  });

  it('that nest deeper than 200 levels are errors of their own', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const error = { type: 'protocol', code: 'too_deep', retryable: false };
    expect(reading(`data: {"x":${deep},"choices":[]}\n\n${DONE}`).error).toMatchObject(error);
    expect(reading(`data: {"__proto__":1,"x":${deep}}\n\n${DONE}`).error).toMatchObject(error);
    expect(reading(`data: {"error":${'{"error":'.repeat(5000)}1${'}'.repeat(5000)}}\n\n`).error).toMatchObject(error);
    expect(reading(`{"choices":[],"x":${deep}}`).error).toMatchObject(error);
  });
});

describe('any bytes', () => {
  const places = fc.array(fc.nat(400), { maxLength: 12 });

  const stream = fc
    .array(
      fc.oneof(
        fc.constantFrom('\r\n', '\n', ': x\n\n', 'id: 1\n', 'event: ping\ndata: 漢\n\n'),
        fc.string({ unit: 'grapheme' }).map((text) => event(content(text))),
      ),
      { maxLength: 8 },
    )
    .chain((events) =>
      fc
        .constantFrom('\n', '\r\n', '\r')
        .map((lineBreak) => [...events, STOP, DONE].join('').replaceAll(/\r\n|\n/g, lineBreak)),
    );

  it('give the same chunks however they are split', () => {
    fc.assert(
      fc.property(stream, places, (text, where) => {
        const bytes = toBytes(text);
        const { chunks, error } = decoded(splitAt(bytes, where));
        expect(error).toBeUndefined();
        expect(chunks).toEqual(decoded([bytes]).chunks);
        expect(decoded([...bytes].map((byte) => Uint8Array.of(byte))).chunks).toEqual(chunks);
      }),
    );
  });

  it('fail with nothing but a SwarmError, the same however they are split', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => toBytes(json)),
      fc
        .array(
          fc.oneof(
            fc.json().map((json) => `data: ${json}\n\n`),
            fc.string(),
            fc.constantFrom(A, STOP, DONE, '\n', '{', '<'),
          ),
          { maxLength: 6 },
        )
        .map((parts) => toBytes(parts.join(''))),
    );
    fc.assert(
      fc.property(noise, places, (bytes, where) => {
        const whole = decoded([bytes]);
        const split = decoded(splitAt(bytes, where));
        expect(split.chunks).toEqual(whole.chunks);
        expect(split.error?.message).toBe(whole.error?.message);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('give chunks that are what their types say', () => {
    const json = fc.json().map((text): unknown => JSON.parse(text));
    const call = fc.record(
      { index: json, id: json, type: json, function: fc.oneof(json, fc.record({ name: json, arguments: json })) },
      { requiredKeys: [] },
    );
    const delta = fc.record(
      {
        content: json,
        role: json,
        refusal: json,
        reasoning: json,
        tool_calls: fc.oneof(json, fc.array(fc.oneof(call, json))),
      },
      { requiredKeys: [] },
    );
    const choice = fc.record({ index: json, delta: fc.oneof(delta, json), finish_reason: json }, { requiredKeys: [] });
    const chunk = fc.record(
      { choices: fc.oneof(fc.array(fc.oneof(choice, json)), json), usage: json },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(chunk, (value) => {
        for (const { choices, usage } of reading(event(value) + DONE).chunks) {
          expect(choices.every(isSound)).toBe(true);
          if (usage)
            expect([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens].every(Number.isFinite)).toBe(
              true,
            );
        }
      }),
      { numRuns: 500 },
    );
  });
});

const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';
const isIndex = (value: unknown): boolean =>
  value === undefined || value === null || (Number.isInteger(value) && Number(value) >= 0);

const isSound = ({ index, delta, finish_reason: reason }: Decoded['chunks'][number]['choices'][number]): boolean =>
  isIndex(index) &&
  isText(reason) &&
  [delta.content, delta.role, delta.refusal, delta.reasoning, delta.reasoning_content].every(isText) &&
  (delta.tool_calls ?? []).every(
    (call) =>
      isIndex(call.index) &&
      isText(call.id) &&
      isText(call.type) &&
      isText(call.function?.name) &&
      (isText(call.function?.arguments) ||
        (typeof call.function?.arguments === 'object' && !Array.isArray(call.function.arguments))),
  );

it('answers of the wire helpers are whole', () => {
  expect(reading(answering('a').join(''))).toEqual({ chunks: WHOLE, error: undefined });
});
