import { Agent, Result, SwarmError } from 'rxswarm';
import { noteReplaced, toOutcome } from '../../lib/tools/handoff.ts';

const b = new Agent({ name: 'B "the second"' });
const transferred = '{"assistant":"B \\"the second\\""}';

describe('what a returned value means', () => {
  it.each<readonly [string, unknown, object]>([
    ['text', 'done', { content: 'done' }],
    ['nothing', undefined, { content: '' }],
    ['data', { name: 'Ada' }, { content: '{"name":"Ada"}' }],
    ['a list of agents', [b], { content: '[{"name":"B \\"the second\\""}]' }],
    ['an agent', b, { content: transferred, agent: b }],
    ['a result with a value', new Result({ value: 5 }), { content: '5', contextVariables: {} }],
    ['a result with nothing', new Result({}), { content: '', contextVariables: {} }],
    ['a result with an agent', new Result({ agent: b }), { content: transferred, agent: b, contextVariables: {} }],
    [
      'a result with an agent and a value',
      new Result({ agent: b, value: 'Over to B.' }),
      { content: 'Over to B.', agent: b, contextVariables: {} },
    ],
    [
      'a result with an agent and an empty value',
      new Result({ agent: b, value: '' }),
      { content: '', agent: b, contextVariables: {} },
    ],
    [
      'a result with an agent and null',
      new Result({ agent: b, value: null }),
      { content: transferred, agent: b, contextVariables: {} },
    ],
    [
      'a result with variables',
      new Result({ contextVariables: { n: 1 } }),
      { content: '', contextVariables: { n: 1 } },
    ],
    ...[
      { instructions: 'Bake it.' },
      { name: 'Cake', instructions: 'Bake it.' },
      { name: 'Cake', instructions: ['Mix.', 'Bake.'], functions: [] },
      { name: 'Cake', instructions: 'Bake it.', functions: ['dessert'] },
      { name: 'Cake', instructions: 'Bake it.', functions: null },
      { name: 7, instructions: 'Leave it at the door.', functions: [] },
    ].map((record) => [`the record ${JSON.stringify(record)}`, record, { content: JSON.stringify(record) }] as const),
  ])('%s', (_, value, outcome) => {
    expect(toOutcome(value, 'f')).toEqual(outcome);
  });

  it.each<readonly [string, unknown, RegExp]>([
    [
      'the full shape of an agent',
      { name: 'B', instructions: 'x', functions: [] },
      /^Function "f" returned an object that looks like an agent but is not one \(keys name, instructions, functions\): make it/,
    ],
    ['inherited keys', Object.create({ name: 'B', instructions: '', functions: [] }), /looks like an agent/],
    [
      'a result with a look-alike',
      new Result({ agent: 'B' as never }),
      /looks like an agent but is not one \(string\)/,
    ],
    [
      'a result with a list of variables',
      new Result({ contextVariables: [1] as never }),
      /contextVariables are \[1\]: give an object/,
    ],
    [
      'a result with null for variables',
      new Result({ contextVariables: null as never }),
      /contextVariables are null: give an object/,
    ],
  ])('%s: an error with the remedy', (_, value, message) => {
    expect(() => toOutcome(value, 'f')).toThrow(SwarmError);
    expect(() => toOutcome(value, 'f')).toThrow(message);
  });

  it('a look-alike is told in whole sentences', () => {
    expect(() => toOutcome({ name: 'B', instructions: 'x', functions: [] }, 'f')).toThrow(
      'Function "f" returned an object that looks like an agent but is not one (keys name, instructions, functions): ' +
        'make it with `new Agent({ … })` to hand off, or return it as a string if it is data.',
    );
    expect(() => toOutcome(new Result({ contextVariables: [1] as never }), 'f')).toThrow(
      'Function "f" returned a Result whose contextVariables are [1]: give an object.',
    );
  });

  it('a result of another copy of the package is a result', () => {
    const foreign = { value: 'x', agent: undefined, contextVariables: { n: 1 }, [Symbol.for('rxswarm.result')]: true };
    expect(toOutcome(foreign, 'f')).toEqual({ content: 'x', contextVariables: { n: 1 } });
  });
});

describe('which handoff is replaced', () => {
  const a = new Agent({ name: 'A' });
  it.each<readonly [string, Agent | undefined, string]>([
    [transferred, undefined, transferred],
    [transferred, b, transferred],
    [transferred, a, '{"assistant":"B \\"the second\\"","replaces":"A"}'],
    ['Over.', a, 'Over.\n{"assistant":"B \\"the second\\"","replaces":"A"}'],
  ])('%s after %p', (content, replaced, expected) => {
    expect(noteReplaced(content, b, replaced)).toBe(expected);
  });
});
