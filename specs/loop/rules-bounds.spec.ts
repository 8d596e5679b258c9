import { Agent, Result, SwarmError, type Message, type ToolChoice } from 'rxswarm';
import { concat, of, throwError } from 'rxjs';
import { run } from '../../lib/loop/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, counts, says, usage } from '../support/chunks.ts';
import { kind } from '../support/kind.ts';
import { all, answers, failureOf, responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';
import { transferTo } from '../support/transfer.ts';
import { sent } from '../support/sent.ts';

const hello = { role: 'user', content: 'Hello' } as const;
const messages = [hello];
const work = bind(() => 'done', [], { name: 'work' });
const working = Array.from({ length: 60 }, () => calls(call('work')));

describe('maxTurns', () => {
  it('counts completions, not messages; the last turn is executed, and the response says why it ended', () => {
    const model = scripted(calls(call('work', {}, 'a'), call('work', {}, 'b'), call('work', {}, 'c')), ...working);
    const agent = new Agent({ functions: [work] });
    const { messages: added, finishReason } = responseOf(run(model, { agent, messages, maxTurns: 3 }));
    expect(model.requests).toHaveLength(3);
    expect(added.map(({ role }) => role)).toEqual([
      ...['assistant', 'tool', 'tool', 'tool', 'assistant', 'tool', 'assistant', 'tool'],
    ]);
    expect(finishReason).toBe('max_turns');
  });

  it('is 50 unless said otherwise', () => {
    const model = scripted(...working);
    expect(responseOf(run(model, { agent: new Agent({ functions: [work] }), messages })).finishReason).toBe(
      'max_turns',
    );
    expect(model.requests).toHaveLength(50);
  });

  it('may be Infinity', () => {
    const model = scripted(...working, says('Hi'));
    const agent = new Agent({ functions: [work] });
    expect(responseOf(run(model, { agent, messages, maxTurns: Infinity })).finishReason).toBe('stop');
    expect(model.requests).toHaveLength(61);
  });

  it('does not spoil an answer that comes in the last turn', () => {
    expect(responseOf(run(scripted(says('Hi')), { agent: new Agent(), messages, maxTurns: 1 })).finishReason).toBe(
      'stop',
    );
  });

  it('leaves a response that can be run on', () => {
    const agent = new Agent({ functions: [work] });
    const first = responseOf(run(scripted(...working), { agent, messages, maxTurns: 1 }));
    const model = scripted(says('Hi'));
    const all = [hello, ...first.messages];
    expect(responseOf(run(model, { agent: first.agent, messages: all })).messages).toMatchObject([{ content: 'Hi' }]);
    expect(model.requests[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
  });
});

describe('toolChoice', () => {
  const choices = (toolChoice: ToolChoice, given: readonly Message[] = messages) => {
    const model = scripted(calls(call('work')), calls(call('work')), says('Hi'));
    responseOf(run(model, { agent: new Agent({ name: 'A', functions: [work], toolChoice }), messages: given }));
    return model.requests.map(({ tool_choice }) => tool_choice);
  };
  const named = { type: 'function', function: { name: 'work' } } as const;

  it.each([
    ['required', ['required', 'auto', 'auto']],
    [named, [named, 'auto', 'auto']],
    ['auto', ['auto', 'auto', 'auto']],
    ['none', ['none', 'none', 'none']],
  ] as const)(
    '%j is sent as it is until the agent has called, a forced one is auto from then on',
    (choice, expected) => {
      expect(choices(choice)).toEqual(expected);
    },
  );

  it('is sent only with tools', () => {
    const model = scripted(says('Hi'));
    responseOf(run(model, { agent: new Agent({ toolChoice: 'required' }), messages }));
    expect(model.requests[0]).not.toHaveProperty('tool_choice');
  });

  it('is read off the messages, so that resuming does not force again, but a new question does', () => {
    const answered: readonly Message[] = [
      hello,
      { role: 'assistant', tool_calls: [call('work')], sender: 'A' },
      { role: 'tool', tool_call_id: 'id_work', content: 'done' },
    ];
    expect(choices('required', answered)[0]).toBe('auto');
    expect(choices('required', [...answered, hello])[0]).toBe('required');
  });

  it('is forced for an agent that was handed to: it has not called yet', () => {
    const b = new Agent({ name: 'B', functions: [work], toolChoice: 'required' });
    const a = new Agent({ name: 'A', functions: [transferTo(b)], toolChoice: 'required' });
    const model = scripted(calls(call('to_B')), calls(call('work')), says('Hi'));
    responseOf(run(model, { agent: a, messages }));
    expect(model.requests.map(({ tool_choice }) => tool_choice)).toEqual(['required', 'required', 'auto']);
  });
});

describe('parallelToolCalls', () => {
  it.each([
    [true, [work], undefined],
    [false, [work], false],
    [false, [], undefined],
  ])('%j with functions %p is sent as %j', (parallelToolCalls, functions, expected) => {
    const model = scripted(says('Hi'));
    responseOf(run(model, { agent: new Agent({ functions, parallelToolCalls }), messages }));
    expect(model.requests[0]?.parallel_tool_calls).toBe(expected);
  });
});

describe('settings: { stream: false }', () => {
  it('a whole answer is asked for and emitted as one delta', () => {
    const model = scripted([chunk({ role: 'assistant', content: 'Hello, Ada.' }, 'stop')]);
    const events = all(run(model, { agent: new Agent({ settings: { stream: false } }), messages }));
    expect(model.requests[0]).toMatchObject({ stream: false });
    expect(model.requests[0]).not.toHaveProperty('stream_options');
    expect(events.map(kind)).toEqual(['start', 'Hello, Ada.', 'end', 'response']);
  });
});

describe('executeTools: false', () => {
  it('the response ends with the unanswered calls', () => {
    const called = jest.fn();
    const agent = new Agent({ functions: [bind(called, [], { name: 'work' })] });
    const events = all(run(scripted(calls(call('work'))), { agent, messages, executeTools: false }));
    expect(events.map(kind)).toEqual(['start', 'role', 'calls', 'empty', 'end', 'response']);
    expect(events.at(-1)).toMatchObject({
      response: { messages: [{ tool_calls: [call('work')] }], finishReason: 'tool_calls' },
    });
    expect(called).not.toHaveBeenCalled();
  });

  it('asks nothing where the messages end in calls that are still unanswered', () => {
    const model = scripted();
    const given: readonly Message[] = [hello, { role: 'assistant', tool_calls: [call('work')] }];
    const agent = new Agent({ functions: [work] });
    expect(responseOf(run(model, { agent, messages: given, executeTools: false })).messages).toEqual([]);
    expect(model.requests).toHaveLength(0);
  });
});

describe('messages that end in unanswered calls', () => {
  const asked: Message = { role: 'assistant', tool_calls: [call('work', {}, 'a'), call('work', {}, 'b')], sender: 'A' };
  const first: Message = { role: 'tool', tool_call_id: 'a', content: 'was done' };

  it('are executed first; those already answered are not repeated', () => {
    const done = jest.fn(() => 'now done');
    const agent = new Agent({ name: 'A', functions: [bind(done, [], { name: 'work' })] });
    const model = scripted(says('Hi'));
    const events = all(run(model, { agent, messages: [hello, asked, first] }));
    expect(events.map(kind)).toEqual(['start work', 'end work', 'start', 'role', 'Hi', 'empty', 'end', 'response']);
    expect(done).toHaveBeenCalledTimes(1);
    expect(answers(model.requests[0]?.messages ?? [])).toEqual(['was done', 'now done']);
    expect(events.at(-1)).toMatchObject({ response: { messages: [{ tool_call_id: 'b' }, { content: 'Hi' }] } });
  });

  it('may hand off like any other', () => {
    const b = new Agent({ name: 'B' });
    const given: readonly Message[] = [hello, { role: 'assistant', tool_calls: [call('to_B')] }];
    const agent = new Agent({ name: 'A', functions: [transferTo(b)] });
    expect(responseOf(run(scripted(says('Hi')), { agent, messages: given })).agent).toBe(b);
  });

  it('count as no turn', () => {
    const agent = new Agent({ functions: [work] });
    const response = responseOf(run(scripted(says('Hi')), { agent, messages: [hello, asked], maxTurns: 1 }));
    expect(response.finishReason).toBe('stop');
  });

  it('and go on with another message are answered with "not executed", in what is sent only', () => {
    const model = scripted(says('Hi'));
    const agent = new Agent({ functions: [work] });
    const added = responseOf(run(model, { agent, messages: [hello, asked, first, hello] })).messages;
    expect(sent(model, 0).messages).toEqual([
      hello,
      { role: 'assistant', tool_calls: asked.tool_calls },
      first,
      { role: 'tool', tool_call_id: 'b', content: 'not executed' },
      hello,
    ]);
    expect(added).toEqual([{ role: 'assistant', content: 'Hi', sender: 'Agent' }]);
  });

  it('all answered: the chat model is asked', () => {
    const model = scripted(says('Hi'));
    const given = [hello, asked, first, { ...first, tool_call_id: 'b' }];
    responseOf(run(model, { agent: new Agent({ functions: [work] }), messages: given }));
    expect(model.requests).toHaveLength(1);
  });
});

describe('serialising', () => {
  const b: Agent = new Agent({ name: 'B', functions: [work] });
  const a = new Agent({ name: 'A', instructions: 'Help.', functions: [transferTo(b)] });

  it('JSON.stringify(response) just works, its agent by name', () => {
    const model = scripted([...calls(call('to_B')), counts(1, 2)], says('Hi'));
    const response = responseOf(run(model, { agent: a, messages, contextVariables: { n: 1 } }));
    expect(JSON.parse(JSON.stringify(response))).toEqual({
      messages: [
        { role: 'assistant', sender: 'A', tool_calls: [call('to_B')] },
        { role: 'tool', tool_call_id: 'id_to_B', tool_name: 'to_B', content: '{"assistant":"B"}' },
        { role: 'assistant', sender: 'B', content: 'Hi' },
      ],
      agent: { name: 'B' },
      contextVariables: { n: 1 },
      usage: usage(1, 2),
      usageByAgent: [{ agent: 'A', model: 'gpt-4o', usage: usage(1, 2) }],
      finishReason: 'stop',
    });
  });

  it('every event is JSON-safe', () => {
    const steps = bind(
      () => of(1n, new Map([['a', new Error('No.')]]), new Result({ value: b, contextVariables: { n: 1 } })),
      [],
      { name: 'steps' },
    );
    const agent = new Agent({ name: 'A', functions: [steps, transferTo(b)] });
    const events = all(run(scripted(calls(call('steps'), call('to_B')), says('Hi')), { agent, messages }));
    const wired = JSON.parse(JSON.stringify(events)) as readonly object[];
    expect(wired.slice(0, -1)).toEqual(events.slice(0, -1));
  });

  it('given the agents, it is revived and run on', () => {
    const stored = JSON.stringify(responseOf(run(scripted(calls(call('to_B'))), { agent: a, messages, maxTurns: 1 })));
    const revived = JSON.parse(stored) as {
      readonly messages: readonly Message[];
      readonly agent: { readonly name: string };
    };
    const agents = { A: a, B: b };
    const model = scripted(calls(call('work')), says('Hi'));
    const agent = agents[revived.agent.name as 'A' | 'B'];
    const response = responseOf(run(model, { agent, messages: [hello, ...revived.messages] }));
    expect(response.messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant']);
  });
});

describe('a run that fails', () => {
  it('errors with a SwarmError that carries the response so far', () => {
    const b = new Agent({ name: 'B' });
    const go = bind(() => new Result({ agent: b, contextVariables: { n: 2 } }), [], { name: 'go' });
    const agent = new Agent({ name: 'A', functions: [go] });
    const broken = scripted([...calls(call('go')), counts(3, 4)]);
    const { response, message, type, cause } = failureOf(run(broken, { agent, messages, contextVariables: { n: 1 } }));
    expect([type, message]).toEqual(['model', 'The script has 1 turns only.']);
    expect(cause).toBeInstanceOf(Error);
    expect(response).toEqual({
      messages: [expect.objectContaining({ role: 'assistant' }), expect.objectContaining({ role: 'tool' })],
      agent: b,
      contextVariables: { n: 2 },
      usage: usage(3, 4),
      usageByAgent: [{ agent: 'A', model: 'gpt-4o', usage: usage(3, 4) }],
      finishReason: 'tool_calls',
    });
  });

  it('leaves out the text that broke off, because it was not a message yet', () => {
    const model = () =>
      concat(
        of(chunk({ content: 'Hel' })),
        throwError(() => new Error('The line is dead.')),
      );
    expect(failureOf(run(model, { agent: new Agent(), messages })).response?.messages).toEqual([]);
  });

  it('keeps type, status and cause of a SwarmError that the chat model errors with, and gives each run its own', () => {
    const error = new SwarmError('http', 'Too many requests.', { status: 429, cause: 'the body' });
    const fail = () => failureOf(run(() => throwError(() => error), { agent: new Agent(), messages }));
    const [one, two] = [fail(), fail()];
    expect(one).toMatchObject({ type: 'http', status: 429, cause: 'the body', message: 'Too many requests.' });
    expect(one).not.toBe(two);
    expect(error.response).toBeUndefined();
    const known = new SwarmError('http', 'No.', { cause: null });
    expect(failureOf(run(() => throwError(() => known), { agent: new Agent(), messages })).cause).toBeNull();
  });

  it('with something that is no error says so in words', () => {
    const model = () => {
      throw JSON.parse('{"code":7}') as Error;
    };
    expect(failureOf(run(model, { agent: new Agent(), messages })).message).toBe('{"code":7}');
  });
});
