import { Agent, Result, Swarm, type Message } from 'rxswarm';
import type { ChatCompletionChunk } from 'rxswarm/models';
import { response } from 'rxswarm/operators';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, counts, says, usage } from '../support/chunks.ts';
import { kind } from '../support/kind.ts';
import { all, answers, eventually, responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';
import { sent } from '../support/sent.ts';

const user = (content: string): Message => ({ role: 'user', content });

describe('the tests of Swarm', () => {
  it('a simple message is answered', () => {
    const client = new Swarm(scripted(says('sample response content')));
    const { messages } = responseOf(client.run({ agent: new Agent(), messages: [user('Hello, how are you?')] }));
    expect(messages.at(-1)).toMatchObject({ role: 'assistant', content: 'sample response content' });
  });

  const weather = () => {
    const asked = jest.fn((location: string) => `Sunny in ${location}.`);
    const agent = new Agent({ name: 'Test Agent', functions: [bind(asked, ['location'], { name: 'get_weather' })] });
    const model = scripted(calls(call('get_weather', { location: 'San Francisco' })), says('sample response content'));
    return { asked, model, run: { agent, messages: [user("What's the weather like in San Francisco?")] } };
  };

  it('a tool call is executed with its arguments, and the model has the last word', () => {
    const { asked, model, run } = weather();
    const { messages } = responseOf(new Swarm(model).run(run));
    expect(asked.mock.calls).toEqual([['San Francisco']]);
    expect(messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant']);
    expect(messages.at(-1)).toMatchObject({ content: 'sample response content' });
  });

  it('executeTools false: the function is not called, and the call is in the last message', () => {
    const { asked, model, run } = weather();
    const { messages } = responseOf(new Swarm(model).run({ ...run, executeTools: false }));
    expect(asked).not.toHaveBeenCalled();
    expect(messages).toMatchObject([{ tool_calls: [call('get_weather', { location: 'San Francisco' })] }]);
  });

  it('a handoff makes the other agent the last one', () => {
    const agent2 = new Agent({ name: 'Test Agent 2' });
    const agent1 = new Agent({
      name: 'Test Agent 1',
      functions: [
        function transferToAgent2() {
          return agent2;
        },
      ],
    });
    const client = new Swarm(scripted(calls(call('transferToAgent2')), says('sample response content')));
    const { agent, messages } = responseOf(
      client.run({ agent: agent1, messages: [user('I want to talk to agent 2')] }),
    );
    expect(agent).toBe(agent2);
    expect(messages.at(-1)).toMatchObject({ role: 'assistant', content: 'sample response content' });
  });
});

describe('the README of Swarm', () => {
  it('instructions may be a function of the context variables', () => {
    const model = scripted(says('Hi John, how can I assist you today?'));
    const agent = new Agent({
      instructions: ({ userName }) => `Help the user, ${String(userName)}, do whatever they want.`,
    });
    responseOf(new Swarm(model).run({ agent, messages: [user('Hi!')], contextVariables: { userName: 'John' } }));
    expect(model.requests[0]?.messages[0]).toEqual({
      role: 'system',
      content: 'Help the user, John, do whatever they want.',
    });
  });

  it('a function is given the context variables, which the model does not see', () => {
    const said: string[] = [];
    const greet = ({ userName }: { readonly userName: string }, language: string) => {
      said.push(`${language.toLowerCase() === 'spanish' ? 'Hola' : 'Hello'}, ${userName}!`);
      return 'Done';
    };
    const bound = bind(greet, ['contextVariables', 'language'], {
      parameters: { type: 'object', properties: { language: { type: 'string' } } },
    });
    const model = scripted(calls(call('greet', { language: 'Spanish' })), says('Done.'));
    const run = { agent: new Agent({ functions: [bound] }), messages: [user('Usa greet() por favor.')] };
    const { messages } = responseOf(new Swarm(model).run({ ...run, contextVariables: { userName: 'John' } }));
    expect(said).toEqual(['Hola, John!']);
    expect(answers(messages)).toEqual(['Done']);
    expect(JSON.stringify(model.requests)).not.toMatch(/contextVariables|userName/);
  });

  it('a function that returns an agent hands off to it', () => {
    const sales = new Agent({ name: 'Sales Agent' });
    const agent = new Agent({
      functions: [
        function transferToSales() {
          return sales;
        },
      ],
    });
    const client = new Swarm(scripted(calls(call('transferToSales')), says('Sales here.')));
    const { agent: last, messages } = responseOf(client.run({ agent, messages: [user('Transfer me to sales.')] }));
    expect(last.name).toBe('Sales Agent');
    expect(answers(messages)).toEqual(['{"assistant":"Sales Agent"}']);
  });

  it('a Result carries a value, an agent and context variables, or any of them', () => {
    const sales = new Agent({ name: 'Sales Agent' });
    const talkToSales = bind(
      () => new Result({ value: 'Done', agent: sales, contextVariables: { department: 'sales' } }),
      [],
      { name: 'talkToSales' },
    );
    const client = new Swarm(scripted(calls(call('talkToSales')), says('Sales here.')));
    const run = { agent: new Agent({ functions: [talkToSales] }), messages: [user('Transfer me to sales')] };
    const last = responseOf(client.run({ ...run, contextVariables: { userName: 'John' } }));
    expect(last.agent.name).toBe('Sales Agent');
    expect(last.contextVariables).toEqual({ department: 'sales', userName: 'John' });
    expect(answers(last.messages)).toEqual(['Done']);
  });

  it('errors of a call are appended, so that the agent recovers; several calls are executed in order', () => {
    const order: string[] = [];
    const note = (name: string) =>
      bind(
        () => {
          order.push(name);
          if (name === 'b') throw new Error('b failed');
        },
        [],
        { name },
      );
    const agent = new Agent({ functions: ['a', 'b', 'c'].map(note) });
    const client = new Swarm(scripted(calls(call('a'), call('b'), call('missing'), call('c')), says('Sorry.')));
    const { messages } = responseOf(client.run({ agent, messages: [user('Go.')] }));
    expect(order).toEqual(['a', 'b', 'c']);
    expect(answers(messages)).toEqual(['', 'Error: b failed', expect.stringContaining('"missing"'), '']);
  });

  it('streams start, deltas with the sender on the role, end, and the response', () => {
    const agent = new Agent({ name: 'A' });
    const events = all(new Swarm(scripted(says('Hel', 'lo'))).run({ agent, messages: [user('Hi')] }));
    expect(events).toEqual([
      { delim: 'start' },
      { role: 'assistant', content: '', sender: 'A' },
      { content: 'Hel' },
      { content: 'lo' },
      {},
      { delim: 'end' },
      expect.objectContaining({ response: expect.objectContaining({ finishReason: 'stop' }) as unknown }),
    ]);
  });

  it('keeps no state: the next run goes on with messages, agent and context variables of the one before', () => {
    const b = new Agent({ name: 'B', instructions: ({ n }) => `n is ${String(n)}` });
    const a = new Agent({
      functions: [bind(() => new Result({ agent: b, contextVariables: { n: 1 } }), [], { name: 'go' })],
    });
    const model = scripted(calls(call('go')), says('One'), says('Two'));
    const client = new Swarm(model);
    const first = responseOf(client.run({ agent: a, messages: [user('1')] }));
    const messages = [user('1'), ...first.messages, user('2')];
    const { agent, contextVariables } = first;
    const second = responseOf(client.run({ agent, messages, contextVariables }));
    expect(second.messages).toEqual([{ role: 'assistant', content: 'Two', sender: 'B' }]);
    expect(model.requests[2]?.messages.map(({ content }) => content)).toEqual([
      ...['n is 1', '1', undefined, '{"assistant":"B"}', 'One', '2'],
    ]);
  });
});

describe('what hurt in Swarm', () => {
  const b = new Agent({ name: 'B' });
  const fn = (name: string, body: () => unknown) => bind(body, [], { name });
  const a = new Agent({ name: 'A', functions: [fn('toB', () => b), fn('work', () => 'done')] });
  const messages = [user('Go.')];
  const ending = (...turns: readonly (readonly ChatCompletionChunk[])[]) =>
    responseOf(new Swarm(scripted(...turns)).run({ agent: a, messages }));

  it('1: the messages of the second agent are signed by the second agent', () => {
    const senders = ending(calls(call('toB')), says('Hi')).messages.map((message) =>
      'sender' in message ? message.sender : '',
    );
    expect(senders).toEqual(['A', '', 'B']);
  });

  it('2: a delta that was emitted keeps its role, sender and index', () => {
    const events = all(new Swarm(scripted(calls(call('work')), says('Hi'))).run({ agent: a, messages }));
    expect(events[1]).toEqual({ role: 'assistant', content: null, sender: 'A' });
    expect(events[2]).toEqual({ tool_calls: [{ index: 0, ...call('work') }] });
  });

  it('3: two calls in one chunk are both stored and executed', () => {
    const both = chunk({
      tool_calls: [
        { index: 0, ...call('work', {}, '1') },
        { index: 1, ...call('work', {}, '2') },
      ],
    });
    expect(answers(ending([both], says('Hi')).messages)).toEqual(['done', 'done']);
  });

  it('4: a refusal and a field of the vendor break nothing', () => {
    const [message] = ending([chunk({ refusal: 'No.', reasoning_content: 'Hm.' }), chunk({}, 'stop')]).messages;
    expect(message).toEqual({ role: 'assistant', content: '', refusal: 'No.', reasoning_content: 'Hm.', sender: 'A' });
  });

  it('5: a chunk without choices that only counts is no delta', () => {
    const events = all(new Swarm(scripted([...says('Hi'), counts(1, 2)])).run({ agent: a, messages }));
    expect(events.map(kind)).toEqual(['start', 'role', 'Hi', 'empty', 'end', 'response']);
  });

  it('6: bad JSON and empty arguments do not end the run', () => {
    const { messages: added } = ending(calls(call('work', '', '1'), call('work', '{"x', '2')), says('Hi'));
    expect(answers(added)).toEqual(['done', expect.stringMatching(/^Error: the arguments are not JSON/)]);
  });

  it('7: arguments that are missing or wrong are told to the model', () => {
    const wrong = ({ x }: Readonly<Record<string, unknown>>) =>
      typeof x === 'number' ? undefined : '/x: expected number';
    const agent = new Agent({ functions: [bind((x: number) => x * 2, ['x'], { name: 'double', wrong })] });
    const model = scripted(
      calls(call('double', {}), call('double', { x: 'one' }, '2'), call('double', { x: 2 }, '3')),
      says('Hi'),
    );
    expect(answers(responseOf(new Swarm(model).run({ agent, messages })).messages)).toEqual([
      ...['Error: /x: expected number', 'Error: /x: expected number', '4'],
    ]);
  });

  it('8: a function that throws is told to the model', () => {
    const agent = new Agent({
      functions: [
        fn('fail', () => {
          throw new Error('No stock.');
        }),
      ],
    });
    const model = scripted(calls(call('fail')), says('Sorry.'));
    expect(answers(responseOf(new Swarm(model).run({ agent, messages })).messages)).toEqual(['Error: No stock.']);
  });

  it('9, 10: an asynchronous function is awaited, and an object is JSON', async () => {
    const agent = new Agent({ functions: [fn('later', () => Promise.resolve({ ok: true }))] });
    const model = scripted(calls(call('later')), says('Hi'));
    expect(answers((await eventually(new Swarm(model).run({ agent, messages }))).messages)).toEqual(['{"ok":true}']);
  });

  it('11: maxTurns counts completions, and the response says that they ran out', () => {
    const three = calls(call('work', {}, '1'), call('work', {}, '2'), call('work', {}, '3'));
    const model = scripted(three, three, says('Hi'));
    expect(responseOf(new Swarm(model).run({ agent: a, messages, maxTurns: 3 })).finishReason).toBe('stop');
    const cut = responseOf(new Swarm(scripted(three)).run({ agent: a, messages, maxTurns: 1 }));
    expect([cut.finishReason, cut.messages.length]).toEqual(['max_turns', 4]);
  });

  it('12: a forced choice does not loop, and is not sent without tools', () => {
    const forced = new Agent({ name: 'F', functions: [fn('work', () => 'done')], toolChoice: 'required' });
    const model = scripted(calls(call('work')), says('Hi'), says('Hi'));
    responseOf(new Swarm(model).run({ agent: forced, messages }));
    responseOf(new Swarm(model).run({ agent: new Agent({ toolChoice: 'required' }), messages }));
    expect(model.requests.map(({ tool_choice }) => tool_choice)).toEqual(['required', 'auto', undefined]);
  });

  it('13: usage, finish reason and refusals are kept', () => {
    const last = ending([chunk({ refusal: 'No.' }, 'content_filter'), counts(3, 4)]);
    expect(last).toMatchObject({ usage: usage(3, 4), finishReason: 'content_filter', messages: [{ refusal: 'No.' }] });
  });

  it('14: a call sees what its sibling set, and may run beside it', () => {
    const set = fn('set', () => new Result({ contextVariables: { n: 1 } }));
    const see = bind((variables: object) => ({ ...variables }), ['contextVariables'], { name: 'see' });
    const model = scripted(calls(call('set'), call('see')), says('Hi'));
    const last = responseOf(new Swarm(model).run({ agent: new Agent({ functions: [set, see] }), messages }));
    expect(answers(last.messages)[1]).toBe('{"n":1}');
  });

  it('15: of two handoffs the second says which it replaces', () => {
    const c = new Agent({ name: 'C' });
    const agent = new Agent({ name: 'A', functions: [fn('toB', () => b), fn('toC', () => c)] });
    const last = responseOf(new Swarm(scripted(calls(call('toB'), call('toC')), says('Hi'))).run({ agent, messages }));
    expect(answers(last.messages)[1]).toBe('{"assistant":"C","replaces":"B"}');
  });

  it('16: a local variable is no parameter, and a decorated function keeps its own', () => {
    const local = bind(
      () => {
        const contextVariables = 'mine';
        return contextVariables;
      },
      [],
      { name: 'local' },
    );
    const decorate =
      (inner: (variables: object) => unknown) =>
      (...input: readonly [object]) =>
        inner(...input);
    const wrapped = bind(
      decorate((variables) => variables),
      ['contextVariables'],
      { name: 'wrapped' },
    );
    const model = scripted(calls(call('local'), call('wrapped')), says('Hi'));
    const run = { agent: new Agent({ functions: [local, wrapped] }), messages, contextVariables: { n: 1 } };
    expect(answers(responseOf(new Swarm(model).run(run)).messages)).toEqual(['mine', '{"n":1}']);
  });

  it('17: instructions and functions see the same: a missing key is undefined to both', () => {
    const model = scripted(calls(call('see')), says('Hi'));
    const see = bind(({ n }: { readonly n?: unknown }) => String(n), ['contextVariables'], { name: 'see' });
    const agent = new Agent({ instructions: ({ n }) => String(n), functions: [see] });
    expect(answers(responseOf(new Swarm(model).run({ agent, messages })).messages)).toEqual(['undefined']);
    expect(model.requests[0]?.messages[0]?.content).toBe('undefined');
  });

  it('18, 19: a schema reaches the model as it was written: nested, with enums, descriptions and defaults', () => {
    const parameters = {
      type: 'object',
      properties: { tags: { type: 'array', items: { enum: ['a', 'b'], description: 'A tag.' } } },
    };
    const model = scripted(says('Hi'));
    const f = bind(() => 1, ['tags'], { name: 'f', description: 'Does f.', parameters });
    responseOf(new Swarm(model).run({ agent: new Agent({ functions: [f] }), messages }));
    expect(model.requests[0]?.tools).toEqual([
      { type: 'function', function: { name: 'f', description: 'Does f.', parameters, strict: false } },
    ]);
  });

  it('20: what is stored is not what is sent: no sender, no tool_name, no nulls', () => {
    const model = scripted(calls(call('work')), says('Hi'));
    responseOf(new Swarm(model).run({ agent: a, messages }));
    expect(JSON.stringify(sent(model, 1))).not.toMatch(/sender|tool_name|null/);
  });

  it('21: a response can be stored', () => {
    expect(JSON.parse(JSON.stringify(ending(calls(call('toB')), says('Hi'))))).toMatchObject({ agent: { name: 'B' } });
  });

  it('22: a context variable that cannot be copied reaches the functions and the response as it is', () => {
    const client = { query: () => 5, socket: Symbol('socket') };
    const ask = bind(
      (variables: { readonly client: typeof client }) => variables.client.query(),
      ['contextVariables'],
      { name: 'ask' },
    );
    const model = scripted(calls(call('ask')), says('Hi'));
    const last = responseOf(
      new Swarm(model).run({ agent: new Agent({ functions: [ask] }), messages, contextVariables: { client } }),
    );
    expect(answers(last.messages)).toEqual(['5']);
    expect(last.contextVariables.client).toBe(client);
  });

  it('23: a whole answer and a streamed one give the same response, with events of tools, handoffs and variables between', () => {
    const go = fn('go', () => new Result({ agent: b, contextVariables: { n: 1 } }));
    const end = (settings: object) => {
      const agent = new Agent({ name: 'A', functions: [go], settings: { ...settings } });
      return all(new Swarm(scripted(calls(call('go')), says('Hi'))).run({ agent, messages }));
    };
    const [streamed, whole] = [end({}), end({ stream: false })];
    expect(JSON.stringify(whole.at(-1))).toBe(JSON.stringify(streamed.at(-1)));
    expect(streamed.map(kind)).toEqual(expect.arrayContaining(['start go', 'end go', 'to B', 'context', 'response']));
  });

  it('and more: a call to a function of the former agent is answered with the name of that agent', () => {
    const last = ending(calls(call('work')), calls(call('toB')), calls(call('work')), says('Hi'));
    expect(answers(last.messages)[2]).toContain('It was A who called "work" before.');
    expect(all(new Swarm(scripted(says('Hi'))).run({ agent: a, messages }).pipe(response()))).toHaveLength(1);
  });
});
