import { Agent, Result, Swarm, SwarmError, type RunOptions } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { toAgUi, type AgUiRun } from 'rxswarm/ag-ui';
import fc from 'fast-check';
import { concat, finalize, from, NEVER, of, Subject, tap, throwError } from 'rxjs';
import { only, typesOf, verified } from '../support/ag-ui.ts';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, counts, says } from '../support/chunks.ts';
import { scripted } from '../support/scripted-model.ts';
import { transferTo } from '../support/transfer.ts';

const ids = { threadId: 'thread', runId: 'run' };
const messages = [{ role: 'user' as const, content: 'Hi' }];

const play = (model: ChatModel, options: Partial<RunOptions> = {}, run: Partial<AgUiRun> = {}) =>
  verified(
    new Swarm(model).run({ agent: new Agent({ name: 'Ada' }), messages, ...options }).pipe(toAgUi({ ...ids, ...run })),
  );

describe('toAgUi', () => {
  it('writes an answer as a step with one text message', async () => {
    const events = await play(scripted([...says('Hel', 'lo'), counts(3, 5)]));
    const messageId = events[2]?.['messageId'];
    expect(events).toEqual([
      { type: 'RUN_STARTED', ...ids },
      { type: 'STEP_STARTED', stepName: 'Ada' },
      { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', name: 'Ada' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId, delta: 'Hel' },
      { type: 'TEXT_MESSAGE_CONTENT', messageId, delta: 'lo' },
      { type: 'TEXT_MESSAGE_END', messageId },
      { type: 'STEP_FINISHED', stepName: 'Ada' },
      {
        type: 'RUN_FINISHED',
        ...ids,
        result: 'Hello',
        usage: [{ model: 'gpt-4o', inputTokens: 3, outputTokens: 5, totalTokens: 8 }],
        outcome: { type: 'success' },
      },
    ]);
  });

  it('writes parallel calls as parts of one message, each with arguments and result', async () => {
    const look = bind((at: string) => `seen ${at}`, ['at'], { name: 'look' });
    const agent = new Agent({ name: 'Ada', functions: [look] });
    const events = await play(
      scripted(
        [
          chunk({ role: 'assistant', content: 'Let me see.' }),
          chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'look', arguments: '' } }] }),
          chunk({ tool_calls: [{ index: 0, function: { arguments: '{"at":' } }] }),
          chunk({ tool_calls: [{ index: 1, id: 'b', function: { name: 'look', arguments: '{"at":"sea"}' } }] }),
          chunk({ tool_calls: [{ index: 0, function: { arguments: '"sky"}' } }] }),
          chunk({}, 'tool_calls'),
        ],
        says('Done.'),
      ),
      { agent },
    );
    const parentMessageId = only(events, 'TEXT_MESSAGE_START')[0]?.['messageId'];
    expect(only(events, 'TOOL_CALL_START')).toEqual([
      { type: 'TOOL_CALL_START', toolCallId: 'a', toolCallName: 'look', parentMessageId },
      { type: 'TOOL_CALL_START', toolCallId: 'b', toolCallName: 'look', parentMessageId },
    ]);
    expect(only(events, 'TOOL_CALL_ARGS').map(({ toolCallId, delta }) => [toolCallId, delta])).toEqual([
      ['a', '{"at":'],
      ['b', '{"at":"sea"}'],
      ['a', '"sky"}'],
    ]);
    expect(only(events, 'TOOL_CALL_RESULT').map(({ toolCallId, content }) => [toolCallId, content])).toEqual([
      ['a', 'seen sky'],
      ['b', 'seen sea'],
    ]);
    const ends = [...only(events, 'TEXT_MESSAGE_END'), ...only(events, 'TOOL_CALL_RESULT')];
    expect(new Set(ends.map(({ messageId }) => messageId)).size).toBe(4);
  });

  it('gives new ids to calls whose id is missing or taken', async () => {
    const look = bind(() => 'seen', [], { name: 'look' });
    const agent = new Agent({ name: 'Ada', functions: [look] });
    const nameless = [chunk({ tool_calls: [{ index: 0, function: { name: 'look' } }] }), chunk({}, 'tool_calls')];
    const twice = calls(call('look', {}, 'a'), call('look', {}, 'a'));
    const events = await play(scripted(nameless, twice, calls(call('look', {}, 'a')), says('Done.')), { agent });
    const started = only(events, 'TOOL_CALL_START').map(({ toolCallId }) => toolCallId);
    expect(started).toHaveLength(4);
    expect(new Set(started).size).toBe(4);
    expect(only(events, 'TOOL_CALL_RESULT').map(({ toolCallId }) => toolCallId)).toEqual(started);
    const known = [{ toolCalls: [{ id: 'a' }] }];
    const [again] = only(
      await play(scripted(calls(call('look', {}, 'a')), says('.')), { agent }, { messages: known }),
      'TOOL_CALL_START',
    );
    expect(again?.['toolCallId']).not.toBe('a');
  });

  it('writes a handoff as a change of steps', async () => {
    const bob = new Agent({ name: 'Bob' });
    const agent = new Agent({ name: 'Ada', functions: [transferTo(bob)] });
    const events = await play(scripted(calls(call('to_Bob')), says('Bob here.')), { agent });
    expect(typesOf(events)).toEqual([
      ...['RUN_STARTED', 'STEP_STARTED', 'TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'TOOL_CALL_RESULT'],
      ...['STEP_FINISHED', 'CUSTOM', 'STEP_STARTED', 'TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT', 'TEXT_MESSAGE_END'],
      ...['STEP_FINISHED', 'RUN_FINISHED'],
    ]);
    expect(only(events, 'STEP_STARTED').map(({ stepName }) => stepName)).toEqual(['Ada', 'Bob']);
    expect(only(events, 'CUSTOM')[0]).toMatchObject({ name: 'handoff', value: { from: 'Ada', to: 'Bob' } });
  });

  it('writes changes of exposed context variables only', async () => {
    const pay = bind(() => new Result({ contextVariables: { 'a/b': 1, secret: 2 } }), [], { name: 'pay' });
    const agent = new Agent({ name: 'Ada', functions: [pay] });
    const run = { expose: ['a/b'], snapshot: { 'a/b': 0 } };
    const events = await play(scripted(calls(call('pay')), says('Paid.')), { agent }, run);
    expect(events[1]).toEqual({ type: 'STATE_SNAPSHOT', snapshot: { 'a/b': 0 } });
    expect(only(events, 'STATE_DELTA')).toEqual([
      { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/a~1b', value: 1 }] },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('writes progress of functions as CUSTOM tool_progress', async () => {
    const look = bind(() => of(1, 2), [], { name: 'look' });
    const agent = new Agent({ name: 'Ada', functions: [look] });
    const events = await play(scripted(calls(call('look')), says('Done.')), { agent });
    expect(only(events, 'CUSTOM').map(({ value }) => value)).toEqual([
      { toolCallId: 'id_look', value: 1 },
      { toolCallId: 'id_look', value: 2 },
    ]);
  });

  it("writes tools_ignored with the names of the client's tools", async () => {
    const model = scripted(says('Hello.'));
    const tools = [{ name: 'confirm', description: '', parameters: {} }, { name: 'navigate' }];
    const events = await play(model, {}, { tools });
    expect(typesOf(events).slice(0, 3)).toEqual(['RUN_STARTED', 'CUSTOM', 'STEP_STARTED']);
    expect(only(events, 'CUSTOM')).toMatchObject([{ name: 'tools_ignored', value: ['confirm', 'navigate'] }]);
    expect(model.requests[0]).not.toHaveProperty('tools');
  });

  it('writes a call that waits as an interrupt', async () => {
    const pay = bind(() => 'Paid.', [], { name: 'pay', approval: true });
    const agent = new Agent({ name: 'Ada', functions: [pay] });
    const events = await play(scripted(calls(call('pay'))), { agent });
    expect(events.at(-1)).toMatchObject({
      outcome: { type: 'interrupt', interrupts: [{ id: 'id_pay', reason: 'tool_call', toolCallId: 'id_pay' }] },
    });
  });

  it('writes unexecuted calls as pendingToolCallIds', async () => {
    const events = await play(scripted(calls(call('a'), call('b'))), { executeTools: false });
    expect(events.at(-1)).toMatchObject({ outcome: { type: 'success', pendingToolCallIds: ['id_a', 'id_b'] } });
  });

  it('closes the messages of a turn that is retried and answers its calls', async () => {
    const down = throwError(() => new SwarmError('incomplete', '10.0.0.7'));
    const broken = concat(
      of(chunk({ content: 'We' }), chunk({ tool_calls: [{ index: 0, ...call('look', '{"at":') }] })),
      down,
    );
    const look = bind(() => 'seen', [], { name: 'look' });
    const agent = new Agent({ name: 'Ada', functions: [look] });
    const model = scripted(broken, calls(call('look')), says('Well.'));
    const events = await play(model, { agent, turnRetries: 1 });
    expect(only(events, 'CUSTOM')[0]).toMatchObject({ name: 'retry', value: { attempt: 1 } });
    const [first, second] = only(events, 'TOOL_CALL_START').map(({ toolCallId }) => toolCallId);
    expect(first).not.toBe(second);
    expect(only(events, 'TOOL_CALL_RESULT').map(({ toolCallId, content }) => [toolCallId, content])).toEqual([
      [first, 'Not called.'],
      [second, 'seen'],
    ]);
    expect(only(events, 'TEXT_MESSAGE_END')).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain('10.0.0.7');
  });

  it('ends with RUN_ERROR in general words, or in those of `describe`', async () => {
    const down: ChatModel = () =>
      concat(
        of(chunk({ content: 'We' })),
        throwError(() => new Error('10.0.0.7')),
      );
    const events = await play(down, {}, { agent: 'Ada' });
    expect(typesOf(events).slice(-3)).toEqual(['TEXT_MESSAGE_END', 'STEP_FINISHED', 'RUN_ERROR']);
    expect(events.at(-1)).toEqual({ type: 'RUN_ERROR', message: 'The run failed.', code: 'model' });
    const told = await play(down, {}, { describe: () => ({ message: 'Sorry.' }) });
    expect(told.at(-1)).toEqual({ type: 'RUN_ERROR', message: 'Sorry.' });
  });

  it('ends as cancelled and unsubscribes from the model when `cancel` emits', async () => {
    let stopped = 0;
    const cancel = new Subject<void>();
    const endless = concat(of(chunk({ content: 'Well' })), NEVER).pipe(finalize(() => stopped++));
    setTimeout(() => cancel.next(), 20);
    const events = await play(() => endless, {}, { cancel, agent: 'Ada' });
    expect(typesOf(events).slice(-3)).toEqual(['TEXT_MESSAGE_END', 'STEP_FINISHED', 'RUN_FINISHED']);
    expect(events.at(-1)).toEqual({ type: 'RUN_FINISHED', ...ids, outcome: { type: 'cancelled' } });
    expect(stopped).toBe(1);
  });

  it('writes reasoning as messages of its own', async () => {
    const thinking = [chunk({ reasoning_content: 'Hm' }), chunk({ reasoning_content: '.' }), ...says('Yes.')];
    const events = await play(scripted(thinking));
    expect(typesOf(events).slice(1, 8)).toEqual([
      ...['STEP_STARTED', 'REASONING_START', 'REASONING_MESSAGE_START', 'REASONING_MESSAGE_CONTENT'],
      ...['REASONING_MESSAGE_CONTENT', 'REASONING_MESSAGE_END', 'REASONING_END'],
    ]);
  });

  const text = fc.constantFrom('', 'a', '{}', '{"at":', '1}', null, 1, {});
  const fragment = fc.record(
    {
      index: fc.constantFrom(0, 0, 1, 2),
      id: fc.constantFrom('a', 'a', 'b', ''),
      function: fc.record({ name: fc.constantFrom('look', 'lo', ''), arguments: text }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
  const delta = fc.record(
    {
      role: fc.constant('assistant'),
      content: text,
      reasoning: text,
      tool_calls: fc.array(fragment, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
  const turn = fc.tuple(fc.array(delta, { maxLength: 6 }), fc.boolean());

  it('writes a valid sequence for any chunks', async () => {
    const look = bind(() => 'seen', [], { name: 'look' });
    const agent = new Agent({ name: 'Ada', functions: [look] });
    const broken = throwError(() => new SwarmError('incomplete', 'cut'));
    const property = async (turns: readonly (readonly [readonly object[], boolean])[]) => {
      const played = turns.map(([deltas, isBroken]) => {
        const chunks$ = from(deltas.map((each) => chunk(each)));
        return concat(chunks$, isBroken ? broken : of(chunk({}, 'stop')));
      });
      const executed: unknown[] = [];
      const swarm = new Swarm(scripted(...played, says('.')));
      const run$ = swarm.run({ agent, messages, turnRetries: 9 }).pipe(
        tap((each) => {
          if ('tool' in each && each.tool.status === 'start') executed.push([each.tool.name, each.tool.arguments]);
        }),
      );
      const events = await verified(run$.pipe(toAgUi(ids)));
      const idsOf = (type: 'TOOL_CALL_START' | 'TOOL_CALL_RESULT') =>
        only(events, type).map(({ toolCallId }) => toolCallId);
      const started = idsOf('TOOL_CALL_START');
      expect(new Set(started).size).toBe(started.length);
      expect(new Set(idsOf('TOOL_CALL_RESULT'))).toEqual(new Set(started));
      const answered = only(events, 'TOOL_CALL_RESULT').filter(
        ({ content }) => !String(content).startsWith('Not called'),
      );
      const toldOf = (id: unknown) => {
        const parts = only(events, 'TOOL_CALL_ARGS').filter(({ toolCallId }) => toolCallId === id);
        const start = only(events, 'TOOL_CALL_START').find(({ toolCallId }) => toolCallId === id);
        return [start?.['toolCallName'], parts.map((part) => part['delta']).join('')];
      };
      expect(answered.map(({ toolCallId }) => toldOf(toolCallId))).toEqual(executed);
      expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } });
    };
    await fc.assert(fc.asyncProperty(fc.array(turn, { maxLength: 3 }), property), { numRuns: 150 });
  });
});

describe('arguments in small pieces', () => {
  /** Counts the characters that are sliced and compared while arguments of this length arrive one by one. */
  const work = async (length: number): Promise<number> => {
    const { slice, startsWith } = String.prototype as unknown as Record<
      'slice' | 'startsWith',
      (this: string, ...input: readonly unknown[]) => never
    >;
    let walked = 0;
    const count = (text: string) => (walked += text.length);
    const spies = [
      jest.spyOn(String.prototype, 'slice').mockImplementation(function (this: string, ...range) {
        count(this);
        return slice.apply(this, range);
      }),
      jest.spyOn(String.prototype, 'startsWith').mockImplementation(function (this: string, ...search) {
        count(this);
        return startsWith.apply(this, search);
      }),
    ];
    const text = JSON.stringify({ at: 'x'.repeat(length) });
    const pieces = Array.from(text, (piece) => chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] }));
    const begin = chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'look', arguments: '' } }] });
    const model = scripted([begin, ...pieces, chunk({}, 'tool_calls')]);
    const events: { readonly type: string }[] = [];
    new Swarm(model)
      .run({ agent: new Agent(), messages, executeTools: false })
      .pipe(toAgUi(ids))
      .subscribe({ next: (each) => events.push(each), error: (error: unknown) => expect(error).toBeUndefined() });
    for (const spy of spies) spy.mockRestore();
    expect(events.filter(({ type }) => type === 'TOOL_CALL_ARGS')).toHaveLength(text.length);
    return Promise.resolve(walked);
  };

  it('are copied in linear work: twice the length costs twice', async () => {
    const [once, twice] = [await work(1000), await work(2000)];
    expect(twice).toBeLessThan(3 * once + 20_000);
  });
});
