import { Agent, Result, type Message } from 'rxswarm';
import type { ChatCompletionRequest } from 'rxswarm/models';
import { of, throwError } from 'rxjs';
import { run } from '../../lib/loop/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, counts, says, usage } from '../support/chunks.ts';
import { all, answers, eventually, failureOf, responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';
import { transferTo } from '../support/transfer.ts';
import { sent as sentBy } from '../support/sent.ts';

const hello = { role: 'user', content: 'Hello' } as const;
const messages = [hello];

/** The messages of each request. */
const sent = (requests: readonly ChatCompletionRequest[]): readonly (readonly Message[])[] =>
  requests.map((request) => request.messages);

describe('system prompt', () => {
  it('is the active agent only, first, with role and content only', () => {
    const b = new Agent({ name: 'B', instructions: 'You are B.' });
    const a = new Agent({ name: 'A', instructions: () => 'You are A.', functions: [transferTo(b)] });
    const model = scripted(calls(call('to_B')), says('Hi'));
    responseOf(run(model, { agent: a, messages }));
    const [first = [], second = []] = sent(model.requests);
    expect(first[0]).toEqual({ role: 'system', content: 'You are A.' });
    expect(second[0]).toEqual({ role: 'system', content: 'You are B.' });
    expect(second.filter(({ role }) => role === 'system')).toHaveLength(1);
  });

  it('is made anew each turn, with the context variables as they are then', () => {
    const up = bind(() => new Result({ contextVariables: { n: 2 } }), [], { name: 'up' });
    const agent = new Agent({ instructions: ({ n }) => `n is ${String(n)}`, functions: [up] });
    const model = scripted(calls(call('up')), says('Hi'));
    responseOf(run(model, { agent, messages, contextVariables: { n: 1 } }));
    expect(sent(model.requests).map(([system]) => system?.content)).toEqual(['n is 1', 'n is 2']);
  });

  it('is not sent where there are no instructions, and is no message of the response', () => {
    const model = scripted(says('Hi'), says('Hi'));
    responseOf(run(model, { agent: new Agent(), messages }));
    const { messages: added } = responseOf(run(model, { agent: new Agent({ instructions: 'Help.' }), messages }));
    expect(sent(model.requests)[0]).toEqual([hello]);
    expect(added.map(({ role }) => role)).toEqual(['assistant']);
  });

  it('comes before a system message of the caller, which stays where it is', () => {
    const model = scripted(says('Hi'));
    const own = { role: 'system', content: 'Be brief.' } as const;
    responseOf(run(model, { agent: new Agent({ instructions: 'Help.' }), messages: [own, hello] }));
    expect(sent(model.requests)[0]).toEqual([{ role: 'system', content: 'Help.' }, own, hello]);
  });

  it('may be asynchronous', async () => {
    const model = scripted(says('Hi'));
    const agent = new Agent({ instructions: ({ name }) => Promise.resolve(`Help ${String(name)}.`) });
    await eventually(run(model, { agent, messages, contextVariables: { name: 'Ada' } }));
    expect(sent(model.requests)[0]?.[0]).toEqual({ role: 'system', content: 'Help Ada.' });
  });

  it('missing context key in instructions is plain JavaScript: undefined', () => {
    const model = scripted(says('Hi'));
    const agent = new Agent({ instructions: ({ userName }) => `Help ${String(userName)}.` });
    responseOf(run(model, { agent, messages }));
    expect(sent(model.requests)[0]?.[0]?.content).toBe('Help undefined.');
  });

  it('that throws, rejects or is no text fails the run and names the agent', async () => {
    const failing = (instructions: () => never) =>
      failureOf(run(scripted(), { agent: new Agent({ name: 'Sales', instructions }), messages }));
    const thrown = failing(() => {
      throw new Error('No template.');
    });
    expect([thrown.type, thrown.message]).toEqual([
      'function',
      'The instructions of agent "Sales" threw: No template.',
    ]);
    expect(failing(() => 5 as never).message).toMatch(/^The instructions of agent "Sales" are number: .*string/);
    const agent = new Agent({ name: 'Sales', instructions: () => Promise.reject(new Error('No template.')) });
    const rejected: unknown = await eventually(run(scripted(), { agent, messages })).catch((error: unknown) => error);
    expect(rejected).toMatchObject({ type: 'function', message: thrown.message });
  });
});

describe('what is sent', () => {
  it('has API fields only: no sender, no tool_name, no nulls', () => {
    const work = bind(() => 'done', [], { name: 'work' });
    const agent = new Agent({
      name: 'A',
      functions: [work],
      settings: { temperature: null, top_p: undefined, seed: 7 },
    });
    const model = scripted(calls(call('work')), says('Hi'));
    const before = { role: 'assistant', content: null, refusal: null, sender: 'Z', tool_calls: [call('old')] } as const;
    const answer = { role: 'tool', tool_call_id: 'id_old', tool_name: 'old', content: 'was' } as const;
    responseOf(run(model, { agent, messages: [hello, before, answer, hello] }));
    expect(sentBy(model, 1)).toEqual({
      model: 'gpt-4o',
      messages: [
        hello,
        { role: 'assistant', tool_calls: [call('old')] },
        { role: 'tool', tool_call_id: 'id_old', content: 'was' },
        hello,
        { role: 'assistant', tool_calls: [call('work')] },
        { role: 'tool', tool_call_id: 'id_work', content: 'done' },
      ],
      tools: [
        { type: 'function', function: { name: 'work', parameters: { type: 'object', properties: {} }, strict: false } },
      ],
      seed: 7,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('names no tools for an agent without functions', () => {
    const model = scripted(says('Hi'));
    responseOf(run(model, { agent: new Agent({ toolChoice: 'auto', parallelToolCalls: false }), messages }));
    expect(Object.keys(model.requests[0] ?? {})).toEqual(['model', 'stream', 'stream_options', 'messages']);
  });

  it('goes to the model of the active agent, or to modelOverride', () => {
    const b = new Agent({ name: 'B', model: 'large' });
    const a = new Agent({ name: 'A', model: 'small', functions: [transferTo(b)] });
    const script = [calls(call('to_B')), says('Hi')];
    const [own, overridden] = [scripted(...script), scripted(...script)];
    responseOf(run(own, { agent: a, messages }));
    responseOf(run(overridden, { agent: a, messages, modelOverride: 'mine' }));
    expect(own.requests.map(({ model }) => model)).toEqual(['small', 'large']);
    expect(overridden.requests.map(({ model }) => model)).toEqual(['mine', 'mine']);
  });

  it('names the model of the agent if modelOverride is empty, as an unset environment variable is', () => {
    const model = scripted(says('Hi'));
    responseOf(run(model, { agent: new Agent({ model: 'small' }), messages, modelOverride: '' }));
    expect(model.requests[0]?.model).toBe('small');
  });

  it('carries further settings, which cannot replace the messages, the model or the tools', () => {
    const model = scripted(says('Hi'));
    const settings = { temperature: 0, model: 'other', messages: [], tools: 'none', stop: ['.'] };
    responseOf(run(model, { agent: new Agent({ functions: [function work() {}], settings }), messages }));
    expect(model.requests[0]).toMatchObject({ temperature: 0, stop: ['.'], model: 'gpt-4o', messages });
    expect(model.requests[0]?.tools).toHaveLength(1);
  });

  it('echoes nothing broken: bad arguments go as {} and bad names in legal letters', () => {
    const model = scripted(
      calls(call('no such', '{"half'), call('x'.repeat(70), '[1]', 'b'), call('', '', 'c')),
      says('Hi'),
    );
    const { messages: added } = responseOf(run(model, { agent: new Agent(), messages }));
    expect(sentBy(model, 1).messages[1]).toEqual({
      role: 'assistant',
      tool_calls: [call('no_such', {}), call('x'.repeat(64), {}, 'b'), call('unknown', {}, 'c')].map((toolCall, at) =>
        at === 0 ? { ...toolCall, id: 'id_no such' } : toolCall,
      ),
    });
    expect(added[0]).toMatchObject({ tool_calls: [{ function: { arguments: '{"half' } }, {}, {}] });
  });
});

describe('sender of a message', () => {
  it('is the agent that is active in that turn, on messages and on deltas with a role', () => {
    const b = new Agent({ name: 'B' });
    const a = new Agent({ name: 'A', functions: [transferTo(b)] });
    const events = all(run(scripted(calls(call('to_B')), says('Hi')), { agent: a, messages }));
    expect(events.flatMap((event) => ('sender' in event ? [event.sender] : []))).toEqual(['A', 'B']);
    const last = events.at(-1);
    expect(last && 'response' in last && last.response.messages).toMatchObject([
      { role: 'assistant', sender: 'A' },
      { role: 'tool' },
      { role: 'assistant', sender: 'B' },
    ]);
  });

  it('stands on the message and on its first delta also where the server names no role', () => {
    const model = scripted([chunk({ content: 'Hi' }), chunk({ content: ' you' })]);
    const events = all(run(model, { agent: new Agent(), messages }));
    expect(events.slice(1, 3)).toEqual([{ role: 'assistant', content: 'Hi', sender: 'Agent' }, { content: ' you' }]);
    const last = events.at(-1);
    expect(last && 'response' in last && last.response.messages).toEqual([
      { role: 'assistant', content: 'Hi you', sender: 'Agent' },
    ]);
  });
});

describe('several calls in one delta, interleaved, sparse or without index', () => {
  const whole = [call('f', { x: 1 }, 'a'), call('g', { y: 2 }, 'b')];
  const [f, g] = whole;
  const cases = {
    'in one delta': [chunk({ tool_calls: whole.map((toolCall, index) => ({ index, ...toolCall })) })],
    sparse: [chunk({ tool_calls: [{ index: 3, ...f }] }), chunk({ tool_calls: [{ index: 17, ...g }] })],
    'without index': whole.map((toolCall) => chunk({ tool_calls: [toolCall] })),
    interleaved: [
      chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 1, id: 'b', function: { name: 'g', arguments: '{"y"' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"x":1}' } }] }),
      chunk({ tool_calls: [{ index: 1, function: { arguments: ':2}' } }] }),
    ],
  };

  it.each(Object.entries(cases))('%s: all assembled and answered', (_, chunks) => {
    const functions = ['f', 'g'].map((name) => bind((input: unknown) => input, [name === 'f' ? 'x' : 'y'], { name }));
    const { messages: added } = responseOf(
      run(scripted(chunks, says('Hi')), { agent: new Agent({ functions }), messages }),
    );
    expect(added[0]).toMatchObject({ tool_calls: whole });
    expect(answers(added)).toEqual(['1', '2']);
  });
});

describe('arguments', () => {
  const seen = jest.fn((input: unknown) => JSON.stringify(input));
  const wrong = (value: Readonly<Record<string, unknown>>) =>
    'x' in value && typeof value.x !== 'number' ? '/x: expected number, got "one"' : undefined;
  const f = bind(seen, ['$arguments'], {
    ...{ name: 'f', wrong, spread: (value: unknown) => [value] },
  });
  const answerTo = (input: string) =>
    answers(
      responseOf(run(scripted(calls(call('f', input)), says('Hi')), { agent: new Agent({ functions: [f] }), messages }))
        .messages,
    )[0];

  it.each([
    ['', '{}'],
    ['  \n', '{}'],
    ['null', '{}'],
    ['{}', '{}'],
    ['{"x":1}', '{"x":1}'],
  ])('%j is taken as %s', (input, taken) => {
    expect(answerTo(input)).toBe(taken);
  });

  it.each([
    ['{"x":', /^Error: the arguments are not JSON \(.+\): \{"x":$/],
    ['[1]', /^Error: the arguments must be a JSON object, got \[1\]$/],
    ['5', /JSON object, got 5$/],
    ['"x"', /JSON object, got "x"$/],
    ['{"x":"one"}', /^Error: \/x: expected number, got "one"$/],
  ])('%j goes back to the model, and the function is not called', (input, message) => {
    seen.mockClear();
    expect(answerTo(input)).toMatch(message);
    expect(seen).not.toHaveBeenCalled();
  });

  it('that are endless are not told back endlessly', () => {
    expect(answerTo(`[${'1,'.repeat(10_000)}`)?.length).toBeLessThan(400);
  });
});

describe('unknown function', () => {
  const known = bind(() => 'here', [], { name: 'known' });

  it('is answered with those that exist', () => {
    const agent = new Agent({ name: 'A', functions: [known, bind(() => '', [], { name: 'other' })] });
    const { messages: added } = responseOf(run(scripted(calls(call('nope')), says('Hi')), { agent, messages }));
    expect(answers(added)).toEqual(['Error: there is no function "nope". A has only: known, other.']);
  });

  it('is answered with "no functions" for an agent without functions', () => {
    const { messages: added } = responseOf(
      run(scripted(calls(call('nope')), says('Hi')), { agent: new Agent(), messages }),
    );
    expect(answers(added)).toEqual(['Error: there is no function "nope". Agent has no functions.']);
  });

  it('names the agent that called it earlier in the messages', () => {
    const b = new Agent({ name: 'B' });
    const a = new Agent({ name: 'A', functions: [known, transferTo(b)] });
    const model = scripted(calls(call('known')), calls(call('to_B')), calls(call('known')), says('Hi'));
    const { messages: added } = responseOf(run(model, { agent: a, messages }));
    expect(answers(added).at(-1)).toBe(
      'Error: there is no function "known". B has no functions. It was A who called "known" before.',
    );
  });

  it('is never one that objects inherit', () => {
    const names = ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'get'];
    const model = scripted(calls(...names.map((name) => call(name))), says('Hi'));
    const { messages: added } = responseOf(run(model, { agent: new Agent(), messages }));
    expect(answers(added)).toEqual(names.map((name) => expect.stringContaining(`no function "${name}"`) as string));
  });
});

describe('a function throws or rejects', () => {
  const fail = (error: unknown) =>
    bind(
      () => {
        throw error as Error;
      },
      [],
      { name: 'fail' },
    );
  const fine = bind(() => 'fine', [], { name: 'fine' });

  it.each([
    [new Error('Out of stock.'), 'Error: Out of stock.'],
    ['plain', 'Error: plain'],
    [{ code: 7 }, 'Error: {"code":7}'],
    [undefined, 'Error: '],
    [new TypeError(''), 'Error: TypeError'],
  ])('%p: a tool message says so, and the siblings are still answered', (error, content) => {
    const agent = new Agent({ functions: [fail(error), fine] });
    const { messages: added } = responseOf(
      run(scripted(calls(call('fail'), call('fine')), says('Hi')), { agent, messages }),
    );
    expect(answers(added)).toEqual([content, 'fine']);
  });

  it('in a promise or an Observable: the same', async () => {
    const rejects = bind(() => Promise.reject(new Error('Rejected.')), [], { name: 'rejects' });
    const errors = bind(() => throwError(() => new Error('Errored.')), [], { name: 'errors' });
    const agent = new Agent({ functions: [rejects, errors, fine] });
    const model = scripted(calls(call('rejects'), call('errors'), call('fine')), says('Hi'));
    const { messages: added } = await eventually(run(model, { agent, messages }));
    expect(answers(added)).toEqual(['Error: Rejected.', 'Error: Errored.', 'fine']);
  });
});

describe('result', () => {
  const circular: Record<string, unknown> = { name: 'loop' };
  circular.self = circular;
  const twice = { n: 1 };
  const cyclicMap = new Map<string, unknown>();
  cyclicMap.set('self', cyclicMap);

  it.each<readonly [string, unknown, string]>([
    ['a string as it is', 'text "quoted"', 'text "quoted"'],
    ['undefined as nothing', undefined, ''],
    ['null as nothing', null, ''],
    ['a number', 5, '5'],
    ['NaN', NaN, 'NaN'],
    ['a boolean', false, 'false'],
    ['a bigint as digits', 10n ** 20n, '100000000000000000000'],
    ['an object as JSON', { a: [1, { b: null }] }, '{"a":[1,{"b":null}]}'],
    ['a bigint inside', { n: 5n }, '{"n":"5"}'],
    ['a date', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['what is circular', circular, '{"name":"loop","self":"[Circular]"}'],
    ['what is only there twice', [twice, twice], '[{"n":1},{"n":1}]'],
    ['a Map', new Map([['a', 1n]]), '{"a":"1"}'],
    ['a Map inside itself', cyclicMap, '{"self":"[Circular]"}'],
    ['a Set', { tags: new Set(['x', 'y']) }, '{"tags":["x","y"]}'],
    ['an Error that is returned', new TypeError('No such order.'), 'TypeError: No such order.'],
    ['an Error inside', { problem: new Error('No.') }, '{"problem":"Error: No."}'],
    ['a symbol', Symbol('s'), '"Symbol(s)"'],
    [
      'a getter that throws',
      {
        get x() {
          throw new Error('Hidden.');
        },
      },
      '"[unreadable: Hidden.]"',
    ],
  ])('%s', (_, value, content) => {
    const agent = new Agent({ functions: [bind(() => value, [], { name: 'f' })] });
    const model = scripted(calls(call('f')), says('Hi'));
    const events = all(run(model, { agent, messages }));
    expect(
      events.flatMap((event) => ('tool' in event && event.tool.status === 'end' ? [event.tool.message] : [])),
    ).toEqual([{ role: 'tool', tool_call_id: 'id_f', tool_name: 'f', content }]);
  });

  it('of a Result is its value, of any type', () => {
    const agent = new Agent({ functions: [bind(() => new Result({ value: { ok: true } }), [], { name: 'f' })] });
    const { messages: added } = responseOf(run(scripted(calls(call('f')), says('Hi')), { agent, messages }));
    expect(answers(added)).toEqual(['{"ok":true}']);
  });
});

describe('usage', () => {
  it('is asked for, summed over turns and told in the response, the last count of a turn standing', () => {
    const agent = new Agent({ functions: [function work() {}] });
    const model = scripted(of(counts(1, 1), ...calls(call('work')), counts(10, 2)), of(...says('Hi'), counts(20, 3)));
    expect(responseOf(run(model, { agent, messages })).usage).toEqual(usage(30, 5));
  });

  it('is absent where no server counts', () => {
    expect('usage' in responseOf(run(scripted(says('Hi')), { agent: new Agent(), messages }))).toBe(false);
  });
});

describe('finishReason', () => {
  it.each(['stop', 'length', 'content_filter'])('is the word of the server: %s', (reason) => {
    const model = scripted([chunk({ content: 'Hi' }, reason), chunk({}, null), chunk({}, '')]);
    expect(responseOf(run(model, { agent: new Agent(), messages })).finishReason).toBe(reason);
  });
});
