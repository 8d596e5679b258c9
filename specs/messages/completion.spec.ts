import type { Delta } from 'rxswarm';
import type { ChatCompletionChunk } from 'rxswarm/models';
import { of } from 'rxjs';
import { Agent } from '../../lib/agent/agent.ts';
import { run } from '../../lib/loop/run.ts';
import { all } from '../support/synchronous.ts';
import { addChunk, completionInfo, deltaOf, emptyCompletion, isEmpty } from '../../lib/messages/completion.ts';
import { chunk, counts, usage } from '../support/chunks.ts';

const fold = (...chunks: readonly unknown[]) =>
  (chunks as readonly ChatCompletionChunk[]).reduce(addChunk, emptyCompletion('A'));

describe('what chunks come to', () => {
  it('begins with nothing, signed', () => {
    expect(emptyCompletion('A')).toMatchObject({ message: { sender: 'A', content: '' } });
    expect(fold().usage).toBeUndefined();
    expect(fold().finishReason).toBeUndefined();
  });

  it('the last usage and the last reason stand, whatever comes after them without one', () => {
    const { usage: last, finishReason } = fold(
      { ...chunk({ content: 'a' }, 'length'), usage: usage(1, 1) },
      chunk({}, 'stop'),
      counts(1, 2),
      { choices: [], usage: null },
      chunk({}, ''),
    );
    expect(last).toEqual(usage(1, 2));
    expect(finishReason).toBe('stop');
  });

  it.each<[string, unknown]>([
    ['no choices', {}],
    ['choices of another type', { choices: 'x' }],
    ['choices that are null', { choices: null }],
    ['no choice', { choices: [] }],
    ['another choice', { choices: [{ index: 1, delta: { content: 'b' }, finish_reason: 'stop' }] }],
    ['a choice that is null', { choices: [null] }],
    ['a choice that is a list', { choices: [[]] }],
    ['no delta', { choices: [{ index: 0 }] }],
    ['a delta that is a list', { choices: [{ index: 0, delta: [{ content: 'b' }] }] }],
    ['a delta that is text', { choices: [{ index: 0, delta: 'b' }] }],
    ['a delta that is null', { choices: [{ index: 0, delta: null }] }],
  ])('%s adds nothing and tells nothing', (_, other) => {
    const { message, usage: counted, finishReason } = fold(chunk({ content: 'a' }));
    expect(fold(chunk({ content: 'a' }), other)).toMatchObject({ message, usage: counted, finishReason });
    expect(deltaOf(other as ChatCompletionChunk, 'A')).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['without an index', { choices: [{ delta: { content: 'b' } }] }],
    ['whose index is null', { choices: [{ index: null, delta: { content: 'b' } }] }],
    [
      'behind another',
      {
        choices: [
          { index: 1, delta: { content: 'x' } },
          { index: 0, delta: { content: 'b' } },
        ],
      },
    ],
    [
      'before another',
      {
        choices: [
          { index: 0, delta: { content: 'b' } },
          { index: 1, delta: { content: 'x' } },
        ],
      },
    ],
    ['behind what is none', { choices: [null, 5, { index: 0, delta: { content: 'b' } }] }],
  ])('choice 0 %s is the answer', (_, other) => {
    expect(fold(chunk({ content: 'a' }), other).message.content).toBe('ab');
    expect(deltaOf(other as ChatCompletionChunk, 'A')).toEqual({ content: 'b' });
  });
});

describe('isEmpty()', () => {
  it.each<[string, readonly Delta[], boolean]>([
    ['true without a chunk', [], true],
    ['true with a role only', [{ role: 'assistant', content: '' }], true],
    ['false with text', [{ content: ' ' }], false],
    ['false with a refusal', [{ refusal: 'No.' }], false],
    ['false with a call', [{ tool_calls: [{ index: 0, function: { name: 'f' } }] }], false],
  ])('is %s', (_, deltas, empty) => {
    expect(isEmpty(fold(...deltas.map((delta) => chunk(delta))))).toBe(empty);
  });

  it('is false with a finish reason', () => {
    expect(isEmpty(fold(chunk({}, 'stop')))).toBe(false);
  });
});

describe('deltaOf()', () => {
  it('returns the delta itself, or a copy signed by the agent if it has the role assistant', () => {
    const delta = { content: 'a', reasoning: 'b' };
    expect(deltaOf(chunk(delta), 'A')).toBe(delta);
    expect(deltaOf(chunk({ role: 'assistant', content: 'a' }), 'A')).toEqual({
      role: 'assistant',
      content: 'a',
      sender: 'A',
    });
    expect(deltaOf(chunk({ role: '', content: 'a' }), 'A')).toEqual({ role: '', content: 'a' });
  });

  it.each<[string, Delta]>([
    ['without a role', { content: 'a' }],
    ['with a role', { role: 'assistant', content: 'a' }],
  ])('returns a delta %s that begins a message with the role assistant, signed', (_, delta) => {
    expect(deltaOf(chunk(delta), 'A', true)).toEqual({ role: 'assistant', content: 'a', sender: 'A' });
  });

  it.each(['delim', 'tool', 'handoff', 'contextVariables', 'retry', 'response', 'sender', '__proto__'])(
    'leaves out the key %s, because consumers tell events apart by it',
    (key) => {
      const hostile = JSON.parse(`{"role":"assistant","content":"a","${key}":{"x":1}}`) as Delta;
      expect(JSON.stringify(deltaOf(chunk(hostile), 'A'))).toBe('{"role":"assistant","content":"a","sender":"A"}');
    },
  );
});

describe('completionInfo()', () => {
  const info = (...chunks: readonly object[]) =>
    completionInfo((chunks as readonly ChatCompletionChunk[]).reduce(addChunk, emptyCompletion('A')));

  it.each<[string, readonly object[], object | undefined]>([
    ['no chunks', [], undefined],
    ['chunks without facts', [{ choices: [] }, { choices: [] }], undefined],
    [
      'facts in the first and in the last chunk',
      [{ id: 'c1', model: 'm', created: 5, choices: [] }, { choices: [] }, { service_tier: 'flex', choices: [] }],
      { id: 'c1', model: 'm', created: 5, service_tier: 'flex' },
    ],
    [
      'facts of a wrong type, which are left out',
      [{ id: {}, model: ['m'], system_fingerprint: null, created: '5', choices: [] }],
      { created: '5' },
    ],
    ['log probabilities that are no record', [{ choices: [{ delta: {}, logprobs: 5 }] }], undefined],
    [
      'log probabilities of several chunks',
      [
        { choices: [{ delta: {}, logprobs: { content: [{ token: 'a' }], refusal: null } }] },
        { choices: [{ delta: {}, logprobs: null }] },
        { choices: [{ delta: {}, logprobs: { content: [{ token: 'b' }, { token: 'c' }] } }] },
      ],
      { logprobs: { content: [{ token: 'a' }, { token: 'b' }, { token: 'c' }] } },
    ],
  ])('returns for %s', (_, chunks, expected) => {
    expect(info(...chunks)).toEqual(expected);
  });

  it('is told by the event that ends a turn', () => {
    const chunk = { id: 'c1', model: 'm', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] };
    const events = all(run(() => of(chunk), { agent: new Agent(), messages: [{ role: 'user', content: 'Hi' }] }));
    expect(events).toContainEqual({ delim: 'end', completion: { id: 'c1', model: 'm' } });
  });
});
