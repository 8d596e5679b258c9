import { emptyMessage, mergeDelta, toMessage } from '../../../lib/messages/message.ts';
import { finishReason } from '../../../lib/models/ai-sdk/finish-reason.ts';
import { readParts } from '../../../lib/models/ai-sdk/read-parts.ts';
import { toUsage } from '../../../lib/models/ai-sdk/usage.ts';

type Json = Readonly<Record<string, unknown>>;

const ORIGIN = { wire: 'ai-sdk', model: 'bee:queen', host: '' };
const END = { type: 'finish', finishReason: 'stop', usage: {} };

const messageOf = (...parts: readonly unknown[]) => {
  const reader = readParts({ provider: 'bee', modelId: 'queen' }, ORIGIN);
  const deltas = [...parts, END].flatMap((part) => reader.read(part)?.choices.map(({ delta }) => delta) ?? []);
  return toMessage(deltas.reduce(mergeDelta, emptyMessage()), () => 'made');
};

const called = (id: string, name: string, text: string) => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

describe('readParts', () => {
  it.each<readonly [string, readonly Json[], Json]>([
    ['text without a start', [{ type: 'text-delta', id: '0', delta: 'Hi' }], { content: 'Hi' }],
    [
      'a call that comes whole',
      [{ type: 'tool-call', toolCallId: 'a', toolName: 'look', input: '{}' }],
      { tool_calls: [called('a', 'look', '{}')] },
    ],
    [
      'a call whose input is an object',
      [{ type: 'tool-call', toolCallId: 'a', toolName: 'look', input: { b: 1 } }],
      { tool_calls: [called('a', 'look', '{"b":1}')] },
    ],
    [
      'a call whose whole input adds to its deltas',
      [
        { type: 'tool-input-start', id: 'a', toolName: 'look' },
        { type: 'tool-input-delta', id: 'a', delta: '{"b"' },
        { type: 'tool-call', toolCallId: 'a', toolName: 'look', input: '{"b":1}' },
      ],
      { tool_calls: [called('a', 'look', '{"b":1}')] },
    ],
    [
      'calls whose deltas are mixed',
      [
        { type: 'tool-input-start', id: 'a', toolName: 'look' },
        { type: 'tool-input-start', id: 'b', toolName: 'smell' },
        { type: 'tool-input-delta', id: 'b', delta: '{"b":2}' },
        { type: 'tool-input-delta', id: 'a', delta: '{"a":1}' },
      ],
      { tool_calls: [called('a', 'look', '{"a":1}'), called('b', 'smell', '{"b":2}')] },
    ],
  ])('reads %s', (_, parts, message) => {
    expect(messageOf(...parts)).toEqual({ role: 'assistant', ...message });
  });

  it('keeps a call that the provider executes, and its result, out of the calls and for the provider', () => {
    const { tool_calls: calls, ...rest } = messageOf(
      { type: 'tool-input-start', id: 's', toolName: 'search', providerExecuted: true },
      { type: 'tool-input-delta', id: 's', delta: '{"q":1}' },
      { type: 'tool-call', toolCallId: 's', toolName: 'search', input: '{"q":1}', providerExecuted: true },
      { type: 'tool-result', toolCallId: 's', toolName: 'search', result: [1] },
      { type: 'text-delta', id: '0', delta: 'Found.' },
    );
    expect(calls).toBeUndefined();
    expect(JSON.parse((rest as unknown as Record<string, string>)['ai_sdk'] ?? '')).toEqual([
      { type: 'tool-call', toolCallId: 's', toolName: 'search', input: { q: 1 }, providerExecuted: true },
      { type: 'tool-result', toolCallId: 's', toolName: 'search', output: { type: 'json', value: [1] } },
      { type: 'text', length: 6 },
    ]);
  });

  it.each([
    null,
    'text',
    7,
    [],
    {},
    { type: 'text-delta' },
    { type: 'text-delta', delta: 5 },
    { type: 'reasoning-delta', id: {}, delta: null },
    { type: 'raw', rawValue: 1 },
    { type: 'ping' },
    { type: 'response-metadata', id: 5, modelId: null },
    { type: 'stream-start', warnings: 'many' },
    { type: 'source', url: 'x' },
    { type: '__proto__' },
  ])('passes over %j', (part) => {
    expect(messageOf(part).content).toBe('');
  });

  it('throws the error of a part in the words of the server', () => {
    expect(() => messageOf({ type: 'error', error: 'down' })).toThrow('down');
  });

  it('warns once of what a provider warns of', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const part = { type: 'stream-start', warnings: [{ type: 'unsupported', feature: 'seed', details: 'not here' }] };
    messageOf(part);
    messageOf(part);
    expect(warn.mock.calls).toEqual([["rxswarm: the AI SDK's provider bee warns: unsupported, seed, not here"]]);
    warn.mockRestore();
  });
});

describe('finishReason', () => {
  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool-calls', 'tool_calls'],
    ['content-filter', 'content_filter'],
    ['error', 'error'],
    ['other', 'stop'],
    ['unknown', undefined],
    ['constructor', undefined],
    [undefined, undefined],
    [{ unified: 'stop', raw: 'end_turn' }, 'stop'],
    [{ unified: 'tool-calls' }, 'tool_calls'],
    [{ unified: 'other', raw: 'pause' }, 'stop'],
    [{ unified: 'other' }, undefined],
    [{ unified: 'interrupted' }, undefined],
    [{ unified: { unified: 'stop' } }, undefined],
  ])('of %j is %j', (given, reason) => {
    expect(finishReason(given)).toBe(reason);
  });
});

describe('toUsage', () => {
  it.each([
    [undefined, undefined],
    [{}, undefined],
    [{ inputTokens: 'many', outputTokens: Number.NaN }, undefined],
    [{ inputTokens: 2 }, { prompt_tokens: 2, completion_tokens: 0, total_tokens: 2 }],
    [
      { inputTokens: 2, outputTokens: 3, totalTokens: 9 },
      { prompt_tokens: 2, completion_tokens: 3, total_tokens: 9 },
    ],
    [
      { inputTokens: { total: 2, cacheWrite: 1 }, outputTokens: { total: 3 } },
      { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5, prompt_tokens_details: { cache_write_tokens: 1 } },
    ],
  ])('of %j is %j', (given, usage) => {
    expect(toUsage(given)).toEqual(usage);
  });
});
