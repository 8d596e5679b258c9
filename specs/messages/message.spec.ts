import type { Delta, ToolCallDelta } from 'rxswarm';
import * as fc from 'fast-check';
import { emptyMessage, mergeDelta, newCallId, toMessage } from '../../lib/messages/message.ts';
import { deepFreeze } from '../support/deep-freeze.ts';

const fold = (deltas: readonly unknown[]) =>
  toMessage(
    deltas.map((delta) => deepFreeze(delta) as Delta).reduce(mergeDelta, emptyMessage('A')),
    (position) => `new_${position}`,
  );

/** The calls that these fragments, one delta each, come to: id, name and arguments. */
const callsOf = (...fragments: readonly unknown[]) =>
  fold(fragments.map((fragment) => ({ tool_calls: Array.isArray(fragment) ? fragment : [fragment] }))).tool_calls?.map(
    ({ id, function: called }) => [id, called.name, called.arguments],
  );

const part = (index: number | undefined, id: string | null | undefined, name?: string | null, input?: unknown) => ({
  ...(index !== undefined && { index }),
  ...(id !== undefined && { id }),
  function: { ...(name !== undefined && { name }), ...(input !== undefined && { arguments: input }) },
});

it.each(['origin', 'tool_call_id', 'tool_name', 'handoff', 'response', 'delim'])(
  'a field `%s` of a server is dropped, because the message would pass for something else',
  (field) => {
    expect(fold([{ content: 'Hi', [field]: { wire: 'x' } }])).toEqual({
      role: 'assistant',
      content: 'Hi',
      sender: 'A',
    });
  },
);

describe('content', () => {
  it.each<readonly [string, readonly object[], object]>([
    ['nothing is an empty answer', [], { role: 'assistant', content: '', sender: 'A' }],
    ['text grows', [{ role: 'assistant', content: 'Hel' }, { content: 'lo' }], { content: 'Hello' }],
    [
      "'', null and absent are the same",
      [{ content: null }, { content: '' }, {}, { content: 'Hi' }],
      { content: 'Hi' },
    ],
    ['a refusal grows apart', [{ refusal: 'I ' }, { refusal: 'will not.' }], { content: '', refusal: 'I will not.' }],
    [
      'reasoning is kept apart',
      [{ reasoning_content: 'Hm' }, { reasoning_content: 'm.' }, { content: 'Hi' }],
      { content: 'Hi', reasoning_content: 'Hmm.' },
    ],
    [
      'the role is cosmetic',
      [{ role: 'system' }, { role: 'tool', content: 'Hi' }],
      { role: 'assistant', content: 'Hi' },
    ],
    ['unknown lists grow', [{ details: [1] }, { details: [2] }], { details: [1, 2] }],
    ['other unknown values are replaced, but not by null', [{ level: 1 }, { level: 2 }, { level: null }], { level: 2 }],
    [
      'an empty value does not replace an unknown one',
      [{ level: 1, list: [1] }, { level: '', list: '' }, { level: undefined }],
      { level: 1, list: [1] },
    ],
    ['a value of another type replaces an unknown text', [{ note: 'a' }, { note: 5 }], { note: 5 }],
    [
      'content of another type is left out',
      [{ content: 5 }, { content: ['x'] }, { content: { text: 'x' } }],
      { content: '' },
    ],
  ])('%s', (_, deltas, message) => {
    expect(fold(deltas)).toMatchObject(message);
  });

  it('a message with calls and no text has no content, one with both has both', () => {
    const calling = { tool_calls: [part(0, 'a', 'f', '{}')] };
    expect(fold([calling])).not.toHaveProperty('content');
    expect(fold([{ content: 'Wait.' }, calling])).toMatchObject({ content: 'Wait.', tool_calls: [{ id: 'a' }] });
    expect(fold([{ content: 'Hi', tool_calls: [] }])).not.toHaveProperty('tool_calls');
  });

  it('who is known to speak stays; else who signs first', () => {
    const signed: readonly Delta[] = [{ sender: 'B' }, { sender: 'C' }];
    expect(signed.reduce(mergeDelta, emptyMessage('A')).sender).toBe('A');
    expect(signed.reduce(mergeDelta, emptyMessage()).sender).toBe('B');
    expect(toMessage(emptyMessage(), () => '')).not.toHaveProperty('sender');
  });
});

describe('calls', () => {
  const x = '{"x":1}';
  it.each<readonly [string, readonly unknown[], readonly (readonly string[])[]]>([
    [
      'by index',
      [part(0, 'a', 'f', ''), part(1, 'b', 'g', ''), part(0, '', '', x), part(1, null, null, '{}')],
      [
        ['a', 'f', x],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'by index, in the order of the indexes',
      [part(1, 'b', 'g', '{}'), part(0, 'a', 'f', x)],
      [
        ['a', 'f', x],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'sparse indexes',
      [part(7, 'a', 'f', x), part(900, 'b', 'g', '{}')],
      [
        ['a', 'f', x],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'several in one delta',
      [[part(0, 'a', 'f', x), part(1, 'b', 'g', '{}')]],
      [
        ['a', 'f', x],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'without index, by id',
      [
        part(undefined, 'a', 'f', '{"x"'),
        part(undefined, 'b', 'g', '{'),
        part(undefined, 'a', '', ':1}'),
        part(undefined, 'b', '', '}'),
      ],
      [
        ['a', 'f', x],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'without index, going on without id',
      [part(undefined, 'a', 'f', '{"x"'), part(undefined, undefined, undefined, ':1}')],
      [['a', 'f', x]],
    ],
    [
      'without index and id, a name after a complete call begins a new one',
      [part(undefined, undefined, 'f', x), part(undefined, undefined, 'g', '{}')],
      [
        ['new_0', 'f', x],
        ['new_1', 'g', '{}'],
      ],
    ],
    [
      'without index and id, side by side in one delta',
      [[part(undefined, undefined, 'f', ''), part(undefined, undefined, 'g', '')]],
      [
        ['new_0', 'f', ''],
        ['new_1', 'g', ''],
      ],
    ],
    [
      'an index that is no number is none',
      [part('__proto__' as never, 'a', 'f', x), part('__proto__' as never, 'b', 'g', '{}')],
      [
        ['a', 'f', x],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'all numbered 0, told apart by id',
      [part(0, 'a', 'f', x), part(0, 'b', 'g', '{}')],
      [
        ['a', 'f', x],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'all numbered 0, of one function',
      [part(0, 'a', 'f', x), part(0, 'b', 'f', '{}')],
      [
        ['a', 'f', x],
        ['b', 'f', '{}'],
      ],
    ],
    [
      'all numbered 0, without id',
      [part(0, undefined, 'f', x), part(0, undefined, 'f', '{}')],
      [
        ['new_0', 'f', x],
        ['new_1', 'f', '{}'],
      ],
    ],
    [
      'all numbered 0, the second in parts',
      [part(0, 'a', 'f', x), part(0, 'b', 'g', ''), part(0, undefined, undefined, '{"y"'), part(0, 'b', 'g', ':2}')],
      [
        ['a', 'f', x],
        ['b', 'g', '{"y":2}'],
      ],
    ],
    [
      'all numbered 0, without arguments',
      [part(0, 'a', 'f', ''), part(0, 'b', 'g', '')],
      [
        ['a', 'f', ''],
        ['b', 'g', ''],
      ],
    ],
    ['a repeated name is ignored', [part(0, 'a', 'f', '{"x"'), part(0, 'a', 'f', ':1}')], [['a', 'f', x]]],
    [
      'a name repeated after the call is whole, with an end of white space',
      [part(0, 'a', 'f', x), part(0, undefined, 'f', '\n')],
      [['a', 'f', `${x}\n`]],
    ],
    [
      'a split name is joined',
      [part(0, 'a', 'get_'), part(0, undefined, 'weather'), part(0, undefined, undefined, x)],
      [['a', 'get_weather', x]],
    ],
    [
      'a number for some only: in the order of their coming',
      [part(5, 'a', 'f', x), part(undefined, 'b', 'g', '{}')],
      [
        ['a', 'f', x],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'without index, a name repeated with its id goes on',
      [part(undefined, 'a', 'f', '{"x"'), part(undefined, 'a', 'f', ':1}')],
      [['a', 'f', x]],
    ],
    [
      'without index, an id that comes before the name',
      [part(undefined, 'a', undefined, ''), part(undefined, 'a', 'f', x)],
      [['a', 'f', x]],
    ],
    [
      'without index, another id without a name goes on with the last call',
      [part(undefined, 'a', 'f', '{"x"'), part(undefined, 'b', undefined, ':1}')],
      [['a', 'f', x]],
    ],
    [
      'without index and id, a repeated name goes on with a call that is not whole',
      [part(undefined, undefined, 'f', '{"x"'), part(undefined, undefined, 'f', ':1}')],
      [['new_0', 'f', x]],
    ],
    [
      'without index and id, an end of white space goes on',
      [part(undefined, undefined, 'f', x), part(undefined, undefined, undefined, '\n')],
      [['new_0', 'f', `${x}\n`]],
    ],
    [
      'by index, another id without a name begins nothing',
      [part(0, 'a', 'f', x), part(0, 'b', undefined, '\n')],
      [['a', 'f', `${x}\n`]],
    ],
    ['by index, the same again after it was whole', [part(0, 'a', 'f', x), part(0, 'a', 'f', '')], [['a', 'f', x]]],
    [
      'by index, another id and name in the middle of arguments go on with them',
      [part(0, 'a', 'f', '{"x"'), part(0, 'b', 'g', ':1}')],
      [['a', 'f', x]],
    ],
    [
      'by index, another id for the same name before the arguments',
      [part(0, 'a', 'f', ''), part(0, 'b', 'f', x)],
      [['a', 'f', x]],
    ],
    [
      'all numbered 0, white space behind the first',
      [part(0, 'a', 'f', `${x}\n`), part(0, 'b', 'g', '{}')],
      [
        ['a', 'f', `${x}\n`],
        ['b', 'g', '{}'],
      ],
    ],
    [
      'arguments that end in a brace and are not whole',
      [part(0, 'a', 'f', '{"x":{}'), part(0, 'b', 'g', '}')],
      [['a', 'f', '{"x":{}}']],
    ],
    [
      'a name that comes behind the first arguments',
      [part(0, 'a', undefined, '{"x"'), part(0, undefined, 'f', ':1}')],
      [['a', 'f', x]],
    ],
    [
      'a name repeated before the arguments',
      [part(0, 'a', 'f'), part(0, 'a', 'f'), part(0, undefined, undefined, x)],
      [['a', 'f', x]],
    ],
    [
      'another name in the middle of the arguments is ignored',
      [part(0, 'a', 'f', '{"x"'), part(0, undefined, 'g', ':1}')],
      [['a', 'f', x]],
    ],
    [
      'fragments without a function',
      [{ index: 0, id: 'a' }, part(0, 'a', 'f', x), { index: 0 }, { id: 'a' }, {}, { index: 0, function: null }],
      [['a', 'f', x]],
    ],
    ['an id that comes late', [part(0, undefined, 'f', '{"x"'), part(0, 'a', undefined, ':1}')], [['a', 'f', x]]],
    [
      'a missing id is generated',
      [part(0, undefined, 'f', x), part(1, '', 'g', '{}')],
      [
        ['new_0', 'f', x],
        ['new_1', 'g', '{}'],
      ],
    ],
    [
      'a doubled id is generated',
      [part(0, 'a', 'f', x), part(1, 'a', 'g', '{}')],
      [
        ['a', 'f', x],
        ['new_1', 'g', '{}'],
      ],
    ],
    ['arguments given as an object', [part(0, 'a', 'f', { x: 1 })], [['a', 'f', x]]],
    ['what is no call', [null, 'f', 5, [], part(0, 'a', 'f', x)], [['a', 'f', x]]],
  ])('%s', (_, fragments, calls) => {
    expect(callsOf(...fragments)).toEqual(calls);
  });

  it('are of type function, whatever the server says', () => {
    const [call] = fold([{ tool_calls: [{ index: 0, type: null, ...part(0, 'a', 'f', '') }] }]).tool_calls ?? [];
    expect(call).toEqual({ id: 'a', type: 'function', function: { name: 'f', arguments: '' } });
  });

  it('get ids that no other call has', () => {
    const ids = Array.from({ length: 1000 }, newCallId);
    expect(new Set(ids).size).toBe(1000);
    expect(ids[0]).toMatch(/^[a-zA-Z0-9]{9}$/);
  });
});

describe('properties', () => {
  const json = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value));
  const named = fc.record({ id: fc.uuid(), name: fc.stringMatching(/^[a-z_]{1,12}$/), input: json });
  const whole = fc.uniqueArray(named, { minLength: 1, maxLength: 4, selector: ({ id }) => id });

  /** A call's text, cut at any places. */
  const cut = (text: string, places: readonly number[]): readonly string[] => {
    const at = [...new Set([0, ...places.map((place) => place % (text.length + 1)), text.length])].sort(
      (a, b) => a - b,
    );
    return at.slice(1).map((end, piece) => text.slice(at[piece], end));
  };

  it('any interleaving of the fragments of several calls, and any split of their arguments, gives the same message', () => {
    fc.assert(
      fc.property(
        whole,
        fc.array(fc.array(fc.nat(200), { maxLength: 6 })),
        fc.infiniteStream(fc.nat()),
        (calls, cuts, choice) => {
          const queues: ToolCallDelta[][] = calls.map(({ id, name, input }, index) => [
            { index, id, type: 'function', function: { name, arguments: '' } },
            ...cut(input, cuts[index] ?? []).map((text) => ({ index, function: { arguments: text } })),
          ]);
          const deltas: Delta[] = [];
          for (const pick of choice) {
            const open = queues.filter(({ length }) => length > 0);
            if (open.length === 0) break;
            deltas.push({ tool_calls: (open[pick % open.length] ?? []).splice(0, 1) });
          }
          expect(fold(deltas).tool_calls).toEqual(
            calls.map(({ id, name, input }) => ({ id, type: 'function', function: { name, arguments: input } })),
          );
        },
      ),
    );
  });

  it('any grouping of fragments into deltas gives the same message', () => {
    fc.assert(
      fc.property(whole, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (calls, joins) => {
        const fragments = calls.flatMap(({ id, name, input }, index) => [
          { index, id, function: { name } },
          ...Array.from(input, (letter) => ({ index, function: { arguments: letter } })),
        ]);
        const grouped: ToolCallDelta[][] = [];
        fragments.forEach((fragment, place) => {
          const last = grouped.at(-1);
          if (last && joins[place % 40]) last.push(fragment);
          else grouped.push([fragment]);
        });
        expect(fold(grouped.map((group) => ({ tool_calls: group }))).tool_calls).toEqual(
          calls.map(({ id, name, input }) => ({ id, type: 'function', function: { name, arguments: input } })),
        );
      }),
    );
  });

  it('any split of the text gives the same message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(200)), (content, places) => {
        expect(fold(cut(content, places).map((text) => ({ content: text }))).content).toBe(content);
      }),
    );
  });

  it('arbitrary JSON as deltas never throws, pollutes nothing, and always gives an assistant message', () => {
    const keys = [
      '__proto__',
      'constructor',
      'prototype',
      'role',
      'content',
      'tool_calls',
      'function',
      'index',
      'id',
      'sender',
    ];
    const key = fc.oneof(fc.constantFrom(...keys), fc.string());
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('any'), { maxLength: 3 }),
      object: fc.array(fc.tuple(key, tie('any')), { maxLength: 4 }).map((entries) => {
        const text = entries.map(([name, inner]) => `${JSON.stringify(name)}:${JSON.stringify(inner)}`);
        return JSON.parse(`{${text.join()}}`) as unknown;
      }),
    })).any;
    const before = Object.getOwnPropertyNames(Object.prototype);
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (deltas) => {
        const message = fold(deltas);
        expect([message.role, message.sender, Object.getPrototypeOf(message)]).toEqual([
          'assistant',
          'A',
          Object.prototype,
        ]);
        expect(message).not.toHaveProperty('tool_call_id');
        for (const call of message.tool_calls ?? []) {
          expect([typeof call.id, typeof call.function.name, typeof call.function.arguments]).toEqual([
            'string',
            'string',
            'string',
          ]);
        }
        expect(new Set(message.tool_calls?.map(({ id }) => id)).size).toBe(message.tool_calls?.length ?? 0);
      }),
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});
