import fc from 'fast-check';
import type { ChatCompletionRequest, Message, ToolCall } from '../../../lib/messages/types.ts';
import { MESSAGES } from '../../../lib/models/anthropic/api.ts';
import { type Body, problemOf, signatureOf } from './strict-server.ts';

/* Histories that no run leaves: cut anywhere, in any order, with answers of several servers. */
const MODELS = [
  ...['claude-3-5-haiku-20241022', 'claude-sonnet-4-5', 'claude-opus-4-7', 'kimi-k3'],
  ...['claude-sonnet-5', 'claude-opus-5-5', 'claude-haiku-5-5', 'claude-fable-5', 'claude-fable-5-1'],
];
const origin = fc.record({
  wire: fc.constantFrom('anthropic', 'chat-completions'),
  model: fc.constantFrom(...MODELS),
  host: fc.constantFrom('h', 'i'),
});
const id = fc.constantFrom('toolu_1', 'functions.f:0', 'x'.repeat(60), '', 'c1');
const words = fc.constantFrom('Hi', ' ', '', 'Error: no');
const input = fc.constantFrom('{}', '', 'null', '{"a":', '[1]', '{"a":1}');
const thinking = fc.constantFrom('Hm', 'Well').map((text) => ({
  type: 'thinking',
  thinking: text,
  signature: signatureOf(text),
}));
const item = fc.oneof(
  thinking,
  fc.record({ type: fc.constant('redacted_thinking'), data: fc.constant('x') }),
  fc.record({ type: fc.constant('text'), length: fc.constantFrom(0, 1, 2) }),
  fc.constant({ type: 'tool_use' }),
);
const toCall = ([each, text]: readonly [string, string]): ToolCall => ({
  id: each,
  type: 'function',
  function: { name: 'a tool', arguments: text },
});
const answer = fc
  .record({
    content: words,
    calls: fc.array(fc.tuple(id, input), { maxLength: 3 }),
    layout: fc.option(fc.array(item, { maxLength: 4 })),
    origin: fc.option(origin),
  })
  .map(({ content, calls, layout, origin: from }): Message => {
    const extra = { ...(from && { origin: from }), ...(layout && { anthropic_blocks: layout }) };
    return { role: 'assistant', content, ...extra, tool_calls: calls.map(toCall) };
  });
const message: fc.Arbitrary<Message> = fc.oneof(
  answer,
  fc.record({ role: fc.constant('user' as const), content: words }),
  fc.record({ role: fc.constantFrom('system' as const, 'developer' as const), content: words }),
  fc.record({ role: fc.constant('tool' as const), tool_call_id: id, content: words }),
);
const settings = fc.record(
  {
    reasoning_effort: fc.constantFrom('none', 'minimal', 'low', 'high', 'xhigh', 'max'),
    temperature: fc.constantFrom(0, 1, 2),
    max_completion_tokens: fc.constantFrom(500, 2000, 30_000),
    tool_choice: fc.constantFrom('none' as const, 'auto' as const, 'required' as const),
    parallel_tool_calls: fc.boolean(),
    anthropic: fc.record({ cache: fc.constantFrom(true, '1h') }),
    response_format: fc.constantFrom(
      { type: 'text' },
      {
        type: 'json_schema',
        json_schema: { name: 'f', schema: { type: 'object', properties: { n: { type: 'integer', minimum: 1 } } } },
      },
    ),
    tools: fc.constantFrom([], [{ type: 'function' as const, function: { name: 'f', parameters: {}, strict: true } }]),
  },
  { requiredKeys: [] },
);
const request: fc.Arbitrary<ChatCompletionRequest> = fc
  .record({ model: fc.constantFrom(...MODELS), messages: fc.array(message, { maxLength: 10 }), more: settings })
  .map(({ model, messages, more }) => ({ model, messages, stream: true, ...more }));

const bodyFor = (asked: ChatCompletionRequest): Body =>
  JSON.parse(MESSAGES.body(asked, { wire: 'anthropic', model: asked.model, host: 'h' })) as Body;

describe('any request with any history', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  afterAll(() => warn.mockRestore());

  it('is taken by a strict server', () => {
    fc.assert(
      fc.property(request, (asked) => {
        expect(problemOf(bodyFor(asked))).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves the messages alone', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const before = structuredClone(asked.messages);
        bodyFor(asked);
        expect(asked.messages).toEqual(before);
      }),
    );
  });
});
