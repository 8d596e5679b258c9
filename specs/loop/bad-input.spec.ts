import { Agent, Result, SwarmError, type AnyFunction, type RunOptions } from 'rxswarm';
import { run } from '../support/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { failureOf, responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;
const agent = new Agent({ name: 'Sales' });
const two = [bind(() => 1, [], { name: 'f' }), bind(() => 2, [], { name: 'f' })];

/** A caller without types. */
const wrong = (options: object): RunOptions => ({ agent, messages, ...options });
const withFunctions = (...functions: readonly unknown[]) => ({
  agent: new Agent({ name: 'Sales', functions: functions as readonly AnyFunction[] }),
});
const messagesWith = (message: unknown) => ({ messages: [...messages, message] });

/** What is given, the value that the sentence must show, and the remedy that it must name. */
const cases: readonly (readonly [string, object, string, string])[] = [
  ['no agent', { agent: undefined }, 'undefined', 'new Agent('],
  ['null for an agent', { agent: null }, 'null', 'new Agent('],
  ['a plain object for an agent', { agent: { name: 'Sales' } }, '{"name":"Sales"}', 'new Agent('],
  ['an object without a prototype for an agent', { agent: Object.create(null) as unknown }, '{}', 'new Agent('],
  ['an agent with an empty name', { agent: new Agent({ name: '' }) }, '""', 'give it one'],
  ['an agent with a blank name', { agent: new Agent({ name: '  ' }) }, '"  "', 'give it one'],
  ['an agent whose name is no text', { agent: new Agent({ name: 5 as unknown as string }) }, '5', 'give it one'],
  ['two functions of one name', withFunctions(...two), '"f"', 'rename one'],
  ['text for a function', withFunctions('transfer'), '"transfer"', 'must be a function'],
  [
    'a tool definition for a function',
    withFunctions({ type: 'function' }),
    '{"type":"function"}',
    'must be a function',
  ],
  ['undefined for a function', withFunctions(undefined), 'undefined', 'imported in a circle'],
  ['no array for functions', { agent: new Agent({ name: 'Sales', functions: {} as [] }) }, '{}', 'pass an array'],
  ['a function without a name', withFunctions(() => 1), '""', 'withSchema'],
  ['a function with an illegal name', withFunctions(bind(() => 1, [], { name: 'a b' })), '"a b"', 'withSchema'],
  [
    'a function with parameters and no schema',
    withFunctions(function f(x: number) {
      return x;
    }),
    '"f"',
    'rxswarm introspect',
  ],
  ['no messages', { messages: undefined }, 'undefined', 'pass an array'],
  ['text for messages', { messages: 'Hello' }, '"Hello"', 'pass an array'],
  ['neither messages nor instructions', { messages: [] }, '"Sales"', 'give it instructions'],
  ['null for a message', messagesWith(null), 'null', '{ role, content }'],
  ['text for a message', messagesWith('Hello'), '"Hello"', '{ role, content }'],
  ['a message without role', messagesWith({ content: 'Hello' }), 'undefined', 'one of system'],
  ['a message of an unknown role', messagesWith({ role: 'bot' }), '"bot"', 'one of system'],
  [
    'calls that are none',
    messagesWith({ role: 'assistant', tool_calls: [{}] }),
    '{}',
    '{ id, function: { name, arguments } }',
  ],
  [
    'calls that are no list',
    messagesWith({ role: 'assistant', tool_calls: {} }),
    '{}',
    '{ id, function: { name, arguments } }',
  ],
  ['an answer to no call', messagesWith({ role: 'tool', content: 'done' }), 'undefined', 'tool_call_id'],
  ...[0, -1, 1.5, NaN, '5', null].map(
    (maxTurns) =>
      [
        ...[
          `maxTurns ${String(maxTurns)}`,
          { maxTurns },
          JSON.stringify(maxTurns).replace('null', String(maxTurns)),
          'from 1 up',
        ],
      ] as unknown as readonly [string, object, string, string],
  ),
  ['toolConcurrency 0', { toolConcurrency: 0 }, '0', 'from 1 up'],
  ['toolConcurrency 1.5', { toolConcurrency: 1.5 }, '1.5', 'from 1 up'],
  ['a number for a model', { modelOverride: 5 }, '5', "a model's name"],
  ['text for context variables', { contextVariables: 'Ada' }, '"Ada"', 'pass an object'],
  ['a list for context variables', { contextVariables: [1] }, '[1]', 'pass an object'],
  ['a list for approvals', { decisions: [] }, '[]', 'pass an object'],
  ['false for an approval', { decisions: { a: false } }, 'false', "{ declined: 'why' }"],
  ['null for an approval', { decisions: { a: null } }, 'null', "{ declined: 'why' }"],
];

describe('bad input', () => {
  it.each(cases)(
    '%s: an error at subscription, never thrown from run(), with value and remedy',
    (_, options, value, remedy) => {
      const model = scripted(says('never'));
      const source = run(model, wrong(options));
      const error = failureOf(source);
      expect(error).toBeInstanceOf(SwarmError);
      expect(error.type).toBe('usage');
      expect(error.message).toContain(value);
      expect(error.message).toContain(remedy);
      expect(error.message).toMatch(/^[^\n]{20,240}\.$/);
      expect(model.requests).toHaveLength(0);
    },
  );

  it.each([[undefined], [null], ['Hello']])('%p for options', (options) => {
    const { type, message } = failureOf(run(scripted(says('never')), options as unknown as RunOptions));
    expect([type, message]).toEqual(['usage', expect.stringContaining('run({ agent, messages })')]);
  });

  it('of an agent that is handed to is found when it is, with the response so far', () => {
    const b = new Agent({ name: 'B', functions: two });
    const a = new Agent({ name: 'A', functions: [bind(() => b, [], { name: 'go' })] });
    const { type, message, response } = failureOf(run(scripted(calls(call('go'))), { agent: a, messages }));
    expect([type, message]).toEqual([
      'usage',
      expect.stringContaining('Agent "B" has two functions named "f"') as string,
    ]);
    expect(response?.messages).toHaveLength(2);
  });
});

describe('input that is fine', () => {
  it.each([
    ['no messages, but instructions', { agent: new Agent({ instructions: 'Greet.' }), messages: [] }],
    [
      'no messages, but instructions that are made',
      { agent: new Agent({ instructions: () => 'Greet.' }), messages: [] },
    ],
    ['maxTurns Infinity', { maxTurns: Infinity }],
    ['toolConcurrency Infinity', { toolConcurrency: Infinity }],
    [
      'a function that takes defaults only',
      withFunctions(function f(x = 1) {
        return x;
      }),
    ],
    [
      'roles of every kind',
      { messages: ['system', 'developer', 'user', 'assistant'].map((role) => ({ role, content: 'x' })) },
    ],
    [
      'undefined where there are defaults',
      {
        maxTurns: undefined,
        toolConcurrency: undefined,
        contextVariables: undefined,
        decisions: undefined,
        executeTools: undefined,
        debug: undefined,
      },
    ],
  ])('%s', (_, options) => {
    expect(responseOf(run(scripted(says('Hi')), wrong(options))).messages).toHaveLength(1);
  });

  it('is not walked to see that it is fine: context variables may hold a database client', () => {
    const toJSON = jest.fn();
    const parts = [{ type: 'text', text: 'Hello', toJSON }];
    const options = { messages: [{ role: 'user', content: parts }], contextVariables: { client: { toJSON } } };
    responseOf(run(scripted(says('Hi')), wrong(options)));
    expect(toJSON).not.toHaveBeenCalled();
  });

  it('context variables with __proto__ pollute nothing', () => {
    const contextVariables = JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
    const f = bind(() => new Result({ contextVariables }), [], { name: 'f' });
    const model = scripted(calls(call('f')), says('Hi'));
    const response = responseOf(run(model, { agent: new Agent({ functions: [f] }), messages, contextVariables }));
    expect(response.contextVariables).toEqual({});
    expect('polluted' in {} || 'polluted' in response.contextVariables).toBe(false);
  });
});
