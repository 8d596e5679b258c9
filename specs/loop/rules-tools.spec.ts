import { Agent, Result } from 'rxswarm';
import { filter, map, of, Subject, tap } from 'rxjs';
import { run } from '../../lib/loop/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { kind } from '../support/kind.ts';
import { marbles } from '../support/marbles.ts';
import { all, answers, eventually, failureOf, responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';
import { transferTo } from '../support/transfer.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;
const fn = (name: string, body: () => unknown) => bind(body, [], { name });

it('the calls of a run know it by one id, and those of another by another', () => {
  const known: string[] = [];
  const note = bind((call: { readonly run: string }) => void known.push(call.run), ['$call'], {
    name: 'note',
    spread: (_, { call: context }) => [context],
  });
  const agent = new Agent({ functions: [note] });
  for (const runId of [undefined, undefined, 'mine']) {
    const model = scripted(calls(call('note'), call('note', {}, 'two')), calls(call('note')), says('Hi'));
    all(run(model, { agent, messages, ...(runId && { runId }) }));
  }
  expect(known).toHaveLength(9);
  expect([0, 3, 6].map((first) => new Set(known.slice(first, first + 3)).size)).toEqual([1, 1, 1]);
  expect(new Set(known).size).toBe(3);
  expect(known[8]).toBe('mine');
});

describe('a function returns an Observable', () => {
  const progress = (returned: () => unknown) => {
    const agent = new Agent({ functions: [fn('f', returned)] });
    const events = all(run(scripted(calls(call('f')), says('Hi')), { agent, messages }));
    return events.flatMap((event) => ('tool' in event ? [event.tool] : [])).slice(1);
  };
  const end = (content: string) => ({
    ...{ id: 'id_f', name: 'f', status: 'end' },
    message: { role: 'tool', tool_call_id: 'id_f', tool_name: 'f', content },
  });
  const step = (value: unknown) => ({ id: 'id_f', name: 'f', status: 'progress', value });

  it('each value is progress when it arrives; on completion the last one is the result', () => {
    expect(progress(() => of('one', { n: 2 }, 3))).toEqual([step('one'), step({ n: 2 }), step(3), end('3')]);
  });

  it('its result is an empty text if it completes without a value', () => {
    expect(progress(() => of())).toEqual([end('')]);
  });

  it('an Agent or Result is never shown as progress', () => {
    const b = new Agent({ name: 'B' });
    expect(progress(() => of('soon', new Result({ value: 'no' }), b))).toEqual([
      step('soon'),
      end('{"assistant":"B"}'),
    ]);
    expect(progress(() => of('soon', new Result({ value: 'yes' })))).toEqual([step('soon'), end('yes')]);
  });

  it('progress is a copy: a value that changes later changes no event', () => {
    const value = { n: 1 };
    const events = progress(() => of(value));
    value.n = 2;
    expect(events[0]).toEqual(step({ n: 1 }));
  });

  it('progress is made JSON: a bigint becomes digits, undefined null, a Map an object', () => {
    const values = progress(() => of(5n, undefined, new Map([['a', 1]]), NaN)).map(
      (tool) => 'value' in tool && tool.value,
    );
    expect(values.slice(0, 4)).toEqual(['5', null, { a: 1 }, null]);
  });

  it('may come in a promise', async () => {
    const agent = new Agent({ functions: [fn('f', () => Promise.resolve(of('later')))] });
    const { messages: added } = await eventually(run(scripted(calls(call('f')), says('Hi')), { agent, messages }));
    expect(answers(added)).toEqual(['later']);
  });

  it(
    'progress is seen the moment it arrives, the end the moment it completes',
    marbles(({ cold, expectObservable }) => {
      const agent = new Agent({ functions: [fn('f', () => cold('----------p--p--|'))] });
      const tools = run(scripted(calls(call('f')), says('Hi')), { agent, messages }).pipe(map(kind));
      expectObservable(tools).toBe('(srcena)--p--p--(dsrhenz|)', {
        ...{ s: 'start', r: 'role', c: 'calls', e: 'empty', n: 'end', a: 'start f' },
        ...{ p: 'progress f', d: 'end f', h: 'Hi', z: 'response' },
      });
    }),
  );
});

describe('several calls', () => {
  const order = (toolConcurrency?: number) => {
    const seen: string[] = [];
    const subjects = { a: new Subject<string>(), b: new Subject<string>(), c: new Subject<string>() };
    const work = (key: 'a' | 'b' | 'c') => subjects[key];
    const agent = new Agent({ functions: [bind(work, ['key'])] });
    const toolCalls = ['a', 'b', 'c'].map((key) => call('work', { key }, key));
    const model = scripted(calls(...toolCalls), says('Hi'));
    let added: readonly unknown[] = [];
    run(model, { agent, messages, ...(toolConcurrency !== undefined && { toolConcurrency }) })
      .pipe(
        tap((event) => {
          if ('tool' in event) seen.push(`${event.tool.status} ${event.tool.id}`);
          if ('response' in event) added = answers(event.response.messages);
        }),
      )
      .subscribe();
    const end = (...keys: readonly ('a' | 'b' | 'c')[]) => {
      for (const key of keys) {
        subjects[key].next(key.toUpperCase());
        subjects[key].complete();
      }
    };
    return { seen, end, added: () => added, requests: model.requests };
  };

  it('in order, one at a time', () => {
    const { seen, end, added } = order();
    expect(seen).toEqual(['start a']);
    end('a');
    expect(seen.slice(1)).toEqual(['progress a', 'end a', 'start b']);
    end('b', 'c');
    expect(added()).toEqual(['A', 'B', 'C']);
  });

  it('as many at once as toolConcurrency says', () => {
    const { seen, end } = order(2);
    expect(seen).toEqual(['start a', 'start b']);
    end('b');
    expect(seen.slice(2)).toEqual(['progress b', 'end b', 'start c']);
  });

  it('results stay in call order, whatever finished first', () => {
    const { seen, end, added, requests } = order(Infinity);
    end('c', 'b', 'a');
    expect(seen).toEqual([
      ...['start a', 'start b', 'start c'],
      ...['progress c', 'end c', 'progress b', 'end b', 'progress a', 'end a'],
    ]);
    expect(added()).toEqual(['A', 'B', 'C']);
    expect(answers(requests[1]?.messages ?? [])).toEqual(['A', 'B', 'C']);
  });
});

describe('several handoffs in a turn', () => {
  const [b, c] = [new Agent({ name: 'B' }), new Agent({ name: 'C' })];
  const to = { B: transferTo(b), C: transferTo(c) };

  it('the last in call order wins; its tool message says which it replaces', () => {
    const agent = new Agent({ name: 'A', functions: [to.B, to.C] });
    const events = all(run(scripted(calls(call('to_B'), call('to_C')), says('Hi')), { agent, messages }));
    expect(events.filter((event) => 'handoff' in event)).toEqual([{ handoff: { from: 'A', to: 'C' } }]);
    const last = events.at(-1);
    if (last === undefined || !('response' in last)) throw new Error('No response.');
    expect(last.response.agent).toBe(c);
    expect(answers(last.response.messages)).toEqual(['{"assistant":"B"}', '{"assistant":"C","replaces":"B"}']);
    expect(last.response.messages.at(-1)).toMatchObject({ sender: 'C' });
  });

  it('names the one that stood, of three', () => {
    const agent = new Agent({ name: 'A', functions: [to.B, to.C] });
    const model = scripted(calls(call('to_B'), call('to_C'), call('to_B', {}, 'again')), says('Hi'));
    const { agent: last, messages: added } = responseOf(run(model, { agent, messages }));
    expect(last).toBe(b);
    expect(answers(added).at(-1)).toBe('{"assistant":"B","replaces":"C"}');
  });

  it('replace nothing where they agree', () => {
    const agent = new Agent({ name: 'A', functions: [to.B] });
    const model = scripted(calls(call('to_B'), call('to_B', {}, 'again')), says('Hi'));
    expect(answers(responseOf(run(model, { agent, messages })).messages)).toEqual([
      '{"assistant":"B"}',
      '{"assistant":"B"}',
    ]);
  });

  it('name the replaced agent after a value of their own', () => {
    const own = fn('own', () => new Result({ value: 'Done', agent: c }));
    const agent = new Agent({ name: 'A', functions: [to.B, own] });
    const model = scripted(calls(call('to_B'), call('own')), says('Hi'));
    expect(answers(responseOf(run(model, { agent, messages })).messages)[1]).toBe(
      'Done\n{"assistant":"C","replaces":"B"}',
    );
  });

  it(
    'go by call order, not by time: a handoff waits for the earlier ones, because its message names the one it replaces',
    marbles(({ cold, expectObservable }) => {
      const slow = fn('slow', () => cold('------------(b|)', { b }));
      const quick = fn('quick', () => cold('-(c|)', { c }));
      const agent = new Agent({ name: 'A', functions: [slow, quick] });
      const model = scripted(calls(call('slow'), call('quick')), says('Hi'));
      const tools = run(model, { agent, messages, toolConcurrency: 2 }).pipe(
        map((event) => {
          if ('tool' in event) return event.tool.status === 'end' ? event.tool.message.content : event.tool.status;
          return 'handoff' in event ? event.handoff.to : '';
        }),
      );
      const words = { a: 'start', b: '{"assistant":"B"}', c: '{"assistant":"C","replaces":"B"}', d: 'C', _: '' };
      expectObservable(tools).toBe('(______aa)--(bcd______|)', words);
    }),
  );

  it('to the agent that is active change nothing', () => {
    const self: Agent = new Agent({ name: 'A', functions: [fn('to_A', () => self)] });
    const events = all(run(scripted(calls(call('to_A')), says('Hi')), { agent: self, messages }));
    expect(events.some((event) => 'handoff' in event)).toBe(false);
    expect(events.at(-1)).toMatchObject({ response: { agent: { name: 'A' } } });
  });

  it('in circles are legal, and bounded by maxTurns', () => {
    const ping: Agent = new Agent({ name: 'Ping', functions: [fn('over', () => pong)] });
    const pong: Agent = new Agent({ name: 'Pong', functions: [fn('over', () => ping)] });
    const model = scripted(...Array.from({ length: 5 }, () => calls(call('over'))));
    const { agent, finishReason, messages: added } = responseOf(run(model, { agent: ping, messages, maxTurns: 5 }));
    expect([agent.name, finishReason, added.length]).toEqual(['Pong', 'max_turns', 10]);
  });

  it('reach the response though the last turn is the one that hands off', () => {
    const agent = new Agent({ name: 'A', functions: [to.B] });
    expect(responseOf(run(scripted(calls(call('to_B'))), { agent, messages, maxTurns: 1 })).agent).toBe(b);
  });
});

describe('a look-alike agent', () => {
  it('of another copy of the package is an agent', () => {
    const foreign = {
      ...{ name: 'Foreign', model: 'm', instructions: 'Foreign.', functions: [], toolChoice: undefined },
      ...{ parallelToolCalls: true, settings: {}, [Symbol.for('rxswarm.agent')]: true },
    } as unknown as Agent;
    const model = scripted(calls(call('to_Foreign')), says('Hi'));
    const agent = new Agent({ functions: [transferTo(foreign)] });
    expect(responseOf(run(model, { agent, messages })).agent).toBe(foreign);
    expect(model.requests[1]?.messages[0]).toEqual({ role: 'system', content: 'Foreign.' });
  });

  it.each([
    ['full shape', { name: 'Sales', instructions: 'Sell.', functions: [] }],
    ['a Result with one', new Result({ agent: JSON.parse('{ "name": "Sales" }') as Agent })],
  ])('by its %s fails the run, with the remedy', (_, value) => {
    const agent = new Agent({ functions: [fn('f', () => value)] });
    const { type, message } = failureOf(run(scripted(calls(call('f'))), { agent, messages }));
    expect(type).toBe('usage');
    expect(message).toMatch(/^Function "f" returned .*looks like an agent.*new Agent\(/);
  });

  it.each([
    { name: 'Ada', model: 'T' },
    { name: 'Pancakes', instructions: ['Stir.', 'Fry.'] },
    { delivery: 7, instructions: 'Ring twice.' },
    { name: 'Plotter', functions: ['sin', 'cos'] },
    { instructions: 'x', functions: [] },
  ])('is not a record with only some keys of an agent: %j is a result', (value) => {
    const agent = new Agent({ functions: [fn('f', () => value)] });
    const { messages: added } = responseOf(run(scripted(calls(call('f')), says('Hi')), { agent, messages }));
    expect(answers(added)).toEqual([JSON.stringify(value)]);
  });

  it('loses nothing of the calls that had ended, and runs on from there', () => {
    const agent = new Agent({
      functions: [
        fn('fine', () => new Result({ value: 'done', contextVariables: { n: 1 } })),
        fn('bad', () => ({ name: 'B', instructions: 'Help.', functions: [] })),
      ],
    });
    const { response } = failureOf(run(scripted(calls(call('fine'), call('bad'))), { agent, messages }));
    expect(answers(response?.messages ?? [])).toEqual(['done']);
    expect(response?.contextVariables).toEqual({ n: 1 });
    const mended = new Agent({ functions: [fn('bad', () => 'mended')] });
    const again = [...messages, ...(response?.messages ?? [])];
    expect(answers(responseOf(run(scripted(says('Hi')), { agent: mended, messages: again })).messages)).toEqual([
      'mended',
    ]);
  });
});

describe('two agents of one name', () => {
  it('in a run are an error', () => {
    const agent = new Agent({ name: 'A', functions: [fn('f', () => new Agent({ name: 'A' }))] });
    const { type, message, response } = failureOf(run(scripted(calls(call('f'))), { agent, messages }));
    expect(type).toBe('usage');
    expect(message).toMatch(/^Two different agents of this run are named "A": rename one/);
    expect(answers(response?.messages ?? [])).toEqual(['{"assistant":"A"}']);
  });

  it('is allowed if both returns give the same agent', () => {
    const a: Agent = new Agent({ name: 'A', functions: [fn('f', () => b)] });
    const b: Agent = new Agent({ name: 'B', functions: [fn('f', () => a)] });
    const model = scripted(calls(call('f')), calls(call('f')), calls(call('f')), says('Hi'));
    expect(responseOf(run(model, { agent: a, messages })).agent).toBe(b);
  });
});

describe('context variables', () => {
  const set = bind(
    (key: string, value: unknown) => new Result({ value: 'set', contextVariables: { [key]: value } }),
    ['key', 'value'],
    { name: 'set' },
  );
  const see = bind((contextVariables: object) => ({ ...contextVariables }), ['contextVariables'], { name: 'see' });

  it('a call sees, shallowly copied, what calls finished before it set', () => {
    const agent = new Agent({ functions: [set, see] });
    const model = scripted(
      calls(call('see', {}, '1'), call('set', { key: 'n', value: 2 }, '2'), call('see', {}, '3')),
      says('Hi'),
    );
    const response = responseOf(run(model, { agent, messages, contextVariables: { n: 1 } }));
    expect(answers(response.messages)).toEqual(['{"n":1}', 'set', '{"n":2}']);
    expect(response.contextVariables).toEqual({ n: 2 });
  });

  it('writing to what a call was given changes nothing but the copy', () => {
    const shared = { deep: 1 };
    const write = bind((variables: Record<string, unknown>) => void (variables.n = 9), ['contextVariables'], {
      name: 'write',
    });
    const same = bind(
      (variables: Record<string, unknown>) => String(variables.shared === shared),
      ['contextVariables'],
      { name: 'same' },
    );
    const agent = new Agent({ functions: [write, see, same] });
    const model = scripted(calls(call('write'), call('see'), call('same')), says('Hi'));
    const contextVariables = { n: 1, shared };
    const response = responseOf(run(model, { agent, messages, contextVariables }));
    expect(answers(response.messages)).toEqual(['', '{"n":1,"shared":{"deep":1}}', 'true']);
    expect(contextVariables).toEqual({ n: 1, shared: { deep: 1 } });
  });

  it(
    'updates merge in call order, whatever finished first',
    marbles(({ cold, expectObservable }) => {
      const late = fn('late', () => cold('---(r|)', { r: new Result({ contextVariables: { n: 'late', l: 1 } }) }));
      const soon = fn('soon', () => cold('-(r|)', { r: new Result({ contextVariables: { n: 'soon', s: 1 } }) }));
      const agent = new Agent({ functions: [late, soon] });
      const model = scripted(calls(call('late'), call('soon')), says('Hi'));
      const changes = run(model, { agent, messages, toolConcurrency: 2 }).pipe(
        filter((event) => 'contextVariables' in event || 'response' in event),
        map((event) => ('response' in event ? event.response.contextVariables : event.contextVariables)),
      );
      const merged = { n: 'soon', l: 1, s: 1 };
      expectObservable(changes).toBe('---(mm|)', { m: merged });
    }),
  );

  it('keys __proto__, constructor, prototype are dropped', () => {
    const hostile = JSON.parse('{"__proto__":{"evil":1},"constructor":1,"prototype":1,"fine":1}') as Record<
      string,
      unknown
    >;
    const agent = new Agent({ functions: [fn('f', () => new Result({ contextVariables: hostile })), see] });
    const model = scripted(calls(call('f'), call('see')), says('Hi'));
    const events = all(run(model, { agent, messages, contextVariables: hostile }));
    expect(events.filter((event) => 'contextVariables' in event)).toEqual([{ contextVariables: { fine: 1 } }]);
    const last = events.at(-1);
    const contextVariables = last && 'response' in last ? last.response.contextVariables : undefined;
    expect(Object.keys(contextVariables ?? {})).toEqual(['fine']);
    expect(Object.getPrototypeOf(contextVariables)).toBe(Object.prototype);
    expect('evil' in {}).toBe(false);
  });

  it('are told as the change, once a turn, after the handoff', () => {
    const b = new Agent({ name: 'B' });
    const go = fn('go', () => new Result({ agent: b, contextVariables: { n: 2 } }));
    const agent = new Agent({ name: 'A', functions: [set, go] });
    const model = scripted(calls(call('set', { key: 'm', value: 1 }), call('go')), says('Hi'));
    const events = all(run(model, { agent, messages, contextVariables: { k: 0 } }));
    expect(events.filter((event) => 'handoff' in event || 'contextVariables' in event)).toEqual([
      { handoff: { from: 'A', to: 'B' } },
      { contextVariables: { m: 1, n: 2 } },
    ]);
    expect(events.at(-1)).toMatchObject({ response: { contextVariables: { k: 0, m: 1, n: 2 } } });
  });

  it('that are no object fail the run', () => {
    const agent = new Agent({ functions: [fn('f', () => new Result({ contextVariables: 'n' as never }))] });
    expect(failureOf(run(scripted(calls(call('f'))), { agent, messages })).message).toMatch(
      /"f" returned a Result.* "n": give an object/,
    );
  });

  it('are never shown to the model', () => {
    const agent = new Agent({ functions: [see] });
    const model = scripted(says('Hi'));
    responseOf(run(model, { agent, messages, contextVariables: { secret: 'hidden' } }));
    expect(JSON.stringify(model.requests)).not.toContain('hidden');
  });
});
