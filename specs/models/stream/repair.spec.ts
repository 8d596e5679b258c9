import {
  isCall,
  isDelta,
  isIndex,
  isText,
  repairCalls,
  repairDelta,
  repairUsage,
  toIndex,
} from '../../../lib/models/stream/repair.ts';
import { finishes, toChunk, wholeChunk } from '../../../lib/models/stream/to-chunk.ts';

describe('scalars', () => {
  it.each<[unknown, boolean, boolean, number | undefined]>([
    [undefined, true, true, undefined],
    [null, true, true, undefined],
    [0, false, true, 0],
    [7, false, true, 7],
    [-1, false, false, undefined],
    [0.5, false, false, undefined],
    [2 ** 60, false, false, undefined],
    ['', true, false, undefined],
    ['0', true, false, 0],
    ['12', true, false, 12],
    ['1x', true, false, undefined],
    ['x1', true, false, undefined],
    ['__proto__', true, false, undefined],
    [true, false, false, undefined],
    [[], false, false, undefined],
    [{}, false, false, undefined],
  ])('%j is a text: %s, is an index: %s, as an index %s', (value, text, index, as) => {
    expect([isText(value), isIndex(value), toIndex(value)]).toEqual([text, index, as]);
  });
});

describe('fragments of calls', () => {
  it.each<[string, unknown]>([
    ['whole', { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
    ['with nothing', {}],
    ['with nulls', { index: null, id: null, type: null, function: null }],
    ['with nulls inside', { function: { name: null, arguments: null } }],
    ['with arguments as an object', { function: { name: 'f', arguments: { x: 1 } } }],
    ['with unknown fields', { index: 1, extra: { a: 1 } }],
  ])('are left as they are: %s', (_, call) => {
    expect(isCall(call)).toBe(true);
    expect(repairCalls([call])[0]).toBe(call);
  });

  it.each<[string, unknown, unknown]>([
    ['an index of text', { index: '1', id: 'a' }, { index: 1, id: 'a' }],
    ['an index of another type', { index: -1, id: 'a' }, { id: 'a' }],
    ['an id that is a number', { id: 7, type: 'function' }, { id: '7', type: 'function' }],
    ['an id that is neither', { id: {}, extra: 1 }, { extra: 1 }],
    ['a type that is not a text', { type: 5, id: 'a' }, { id: 'a' }],
    ['a function of another type', { id: 'a', function: 'f' }, { id: 'a' }],
    ['a list for a function', { id: 'a', function: ['f'] }, { id: 'a' }],
    [
      'a name of another type',
      { function: { name: 5, arguments: '{}', more: 1 } },
      { function: { arguments: '{}', more: 1 } },
    ],
    ['arguments as a list', { function: { name: 'f', arguments: [1] } }, { function: { name: 'f', arguments: '[1]' } }],
    ['arguments as a number', { function: { name: 'f', arguments: 5 } }, { function: { name: 'f', arguments: '5' } }],
    [
      'arguments as an object beside a broken name',
      { function: { name: 5, arguments: { x: 1 } } },
      { function: { arguments: { x: 1 } } },
    ],
    ['arguments that are absent', { function: { name: 5, arguments: null } }, { function: {} }],
    ['text arguments beside a broken id', { id: {}, function: { arguments: 'x' } }, { function: { arguments: 'x' } }],
  ])('are made right: %s', (_, call, sound) => {
    expect(isCall(call)).toBe(false);
    expect(repairCalls([call])).toEqual([sound]);
    expect(repairCalls([call]).every(isCall)).toBe(true);
  });

  it('may stand alone, and entries that are not objects are left out', () => {
    expect(repairCalls({ id: 'a' })).toEqual([{ id: 'a' }]);
    expect(repairCalls([null, 5, 'x', [], { id: 'a' }])).toEqual([{ id: 'a' }]);
    expect([5, null, [], 'x'].map(isCall)).toEqual([false, false, false, false]);
  });
});

describe('deltas', () => {
  it.each<[unknown]>([
    [{}],
    [{ content: 'a', role: 'assistant', refusal: null, reasoning: 'b', reasoning_content: '', extra: 5 }],
    [{ tool_calls: null }],
    [{ tool_calls: [] }],
    [{ tool_calls: [{ id: 'a' }] }],
  ])('%j is left as it is', (delta) => {
    expect(isDelta(delta)).toBe(true);
    expect(repairDelta(delta)).toBe(delta);
  });

  it.each<[string, unknown, unknown]>([
    ['no object', 'text', {}],
    ['a list', [], {}],
    ['null', null, {}],
    [
      'content in parts',
      { content: [{ type: 'text', text: 'a' }, { text: 5 }, 'x', { text: 'b' }] },
      { content: 'ab' },
    ],
    ['content of another type', { content: { text: 'a' }, extra: 1 }, { content: null, extra: 1 }],
    ['a role', { role: 5, content: 'a' }, { role: null, content: 'a' }],
    ['a refusal', { refusal: false }, { refusal: null }],
    ['reasoning', { reasoning: [{ text: 'Hm' }] }, { reasoning: 'Hm' }],
    ['reasoning_content', { reasoning_content: 5 }, { reasoning_content: null }],
    ['one call outside a list', { tool_calls: { id: 'a' } }, { tool_calls: [{ id: 'a' }] }],
    ['a broken call', { tool_calls: [{ id: 5 }, { id: 'b' }] }, { tool_calls: [{ id: '5' }, { id: 'b' }] }],
    [
      'a broken text next to sound calls',
      { role: 5, tool_calls: [{ id: 'a' }] },
      { role: null, tool_calls: [{ id: 'a' }] },
    ],
  ])('are made right: %s', (_, delta, sound) => {
    expect(isDelta(delta)).toBe(false);
    expect(repairDelta(delta)).toEqual(sound);
  });
});

const COUNTED = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

describe('usage', () => {
  it.each([
    [COUNTED],
    [{ ...COUNTED, total_tokens: 9, cost: 'free' }],
    [{ ...COUNTED, prompt_tokens_details: {}, completion_tokens_details: { reasoning_tokens: 1 } }],
  ])('%j is passed on as it is', (sound) => {
    expect(repairUsage(sound)).toBe(sound);
  });

  it.each([
    [{ ...COUNTED, total_tokens: 0 }],
    [{ ...COUNTED, total_tokens: null }],
    [{ ...COUNTED, total_tokens: '3' }],
    [
      { ...COUNTED, prompt_tokens: '1' },
      { ...COUNTED, prompt_tokens: 0 },
    ],
    [
      { ...COUNTED, completion_tokens: null },
      { ...COUNTED, completion_tokens: 0 },
    ],
    [
      { ...COUNTED, prompt_tokens_details: null },
      { ...COUNTED, prompt_tokens_details: {} },
    ],
    [
      { ...COUNTED, prompt_tokens_details: { cached_tokens: null, audio_tokens: 1 } },
      { ...COUNTED, prompt_tokens_details: { audio_tokens: 1 } },
    ],
    [
      { ...COUNTED, completion_tokens_details: [1] },
      { ...COUNTED, completion_tokens_details: {} },
    ],
    [
      { ...COUNTED, completion_tokens_details: { reasoning_tokens: null, audio_tokens: 1 } },
      { ...COUNTED, completion_tokens_details: { audio_tokens: 1 } },
    ],
  ])('%j is made sound', (counted, sound = COUNTED) => {
    expect(repairUsage(counted)).toEqual(sound);
  });

  it.each<[unknown, unknown]>([
    [undefined, undefined],
    [5, undefined],
    [[], undefined],
    [{}, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
    [
      { prompt_tokens: 1, completion_tokens: 2 },
      { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    ],
    [
      { prompt_tokens: 1, completion_tokens: 2, total_tokens: 9, cost: 0.1 },
      { prompt_tokens: 1, completion_tokens: 2, total_tokens: 9, cost: 0.1 },
    ],
    [
      { prompt_tokens: 'x', completion_tokens: null, total_tokens: Infinity },
      { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    ],
    [
      { prompt_tokens_details: 5, completion_tokens_details: { a: '1', b: Infinity, c: 2 } },
      {
        prompt_tokens: 0,
        completion_tokens: 0,
        total_tokens: 0,
        prompt_tokens_details: {},
        completion_tokens_details: { c: 2 },
      },
    ],
    [
      { prompt_tokens_details: { cached_tokens: 3, audio_tokens: null }, completion_tokens_details: null },
      {
        prompt_tokens: 0,
        completion_tokens: 0,
        total_tokens: 0,
        prompt_tokens_details: { cached_tokens: 3 },
        completion_tokens_details: {},
      },
    ],
  ])('%j comes to %j', (given, sound) => {
    expect(repairUsage(given)).toStrictEqual(sound);
  });
});

describe('chunks', () => {
  it.each<[unknown]>([
    [{ choices: [] }],
    [{ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }], usage: null }],
    [{ id: 'x', choices: [{ delta: {} }] }],
  ])('%j is left as it is', (data) => {
    expect(toChunk(data)).toBe(data);
  });

  it.each<[string, unknown, unknown]>([
    ['no object', 5, undefined],
    ['a list', [], undefined],
    ['neither choices nor usage', { id: 'x' }, undefined],
    ['choices of another type', { choices: {} }, undefined],
    ['usage of another type', { usage: 5 }, undefined],
    ['usage alone', { id: 'x', usage: {} }, { id: 'x', choices: [], usage: repairUsage({}) }],
    ['usage next to choices', { choices: [], usage: {} }, { choices: [], usage: repairUsage({}) }],
    ['usage that is not an object', { choices: [], usage: 5 }, { choices: [] }],
    ['a choice that is not an object', { choices: [null, 5, { delta: {} }] }, { choices: [{ delta: {} }] }],
    ['an index of text', { choices: [{ index: '0', delta: {} }] }, { choices: [{ index: 0, delta: {} }] }],
    ['an index of another type', { choices: [{ index: 'x', delta: {} }] }, { choices: [{ delta: {} }] }],
    ['no delta', { choices: [{ index: 0, logprobs: 1 }] }, { choices: [{ index: 0, logprobs: 1, delta: {} }] }],
    [
      'thoughts and text in parts',
      {
        choices: [
          { delta: { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'H' }, { text: 'm' }] }, 5] } },
          {
            delta: {
              content: [
                { type: 'thinking', thinking: 5 },
                { type: 'text', text: 'Hi' },
              ],
            },
          },
        ],
      },
      { choices: [{ delta: { content: '', reasoning: 'Hm' } }, { delta: { content: 'Hi' } }] },
    ],
    [
      'a finish_reason that is none',
      {
        choices: [
          { delta: {}, finish_reason: 5 },
          { delta: 5, finish_reason: 'stop' },
        ],
      },
      { choices: [{ delta: {} }, { delta: {}, finish_reason: 'stop' }] },
    ],
  ])('are made of %s', (_, data, chunk) => {
    expect(toChunk(data)).toStrictEqual(chunk);
  });
});

describe('whole completions', () => {
  it.each<[string, unknown, unknown]>([
    ['no object', 5, undefined],
    ['no choices', { id: 'x' }, undefined],
    ['choices of another type', { choices: {} }, undefined],
    [
      'a message',
      { id: 'x', choices: [{ message: { content: 'a' } }] },
      { id: 'x', choices: [{ delta: { content: 'a' } }] },
    ],
    [
      'a message next to a delta',
      { choices: [{ message: { content: 'a' }, delta: { content: 'b' } }] },
      { choices: [{ message: { content: 'a' }, delta: { content: 'b' } }] },
    ],
    [
      'a message whose calls are null',
      { choices: [{ message: { content: 'a', tool_calls: null } }] },
      { choices: [{ delta: { content: 'a' } }] },
    ],
    [
      'calls without an index',
      { choices: [{ message: { tool_calls: [{ id: 'a' }, null, { id: 'b', index: 0 }] } }] },
      {
        choices: [
          {
            delta: {
              tool_calls: [
                { id: 'a', index: 0 },
                { id: 'b', index: 1 },
              ],
            },
          },
        ],
      },
    ],
    [
      'one call outside a list',
      { choices: [{ message: { tool_calls: { id: 'a' } } }] },
      { choices: [{ delta: { tool_calls: [{ id: 'a' }] } }] },
    ],
    ['a choice that is not an object', { choices: [null, { message: {} }] }, { choices: [{ delta: {} }] }],
    ['a message of another type', { choices: [{ message: 'a' }] }, { choices: [{ message: 'a', delta: {} }] }],
  ])('are made of %s', (_, data, chunk) => {
    expect(wholeChunk(data)).toStrictEqual(chunk);
  });
});

it.each<[object, boolean]>([
  [{ index: 0, finish_reason: 'stop' }, true],
  [{ finish_reason: 'stop' }, true],
  [{ index: null, finish_reason: 'stop' }, true],
  [{ index: 1, finish_reason: 'stop' }, false],
  [{ index: 0, finish_reason: '' }, false],
  [{ index: 0, finish_reason: null }, false],
  [{ index: 0 }, false],
])('the choice %j ends the answer: %s', (choice, ends) => {
  const other = { index: 1, delta: {} };
  expect(finishes({ choices: [other, { delta: {}, ...choice }] })).toBe(ends);
});
