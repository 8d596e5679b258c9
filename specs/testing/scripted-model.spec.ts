import { of } from 'rxjs';
import { Agent, Swarm, type Delta } from 'rxswarm';
import { response, text } from 'rxswarm/operators';
import { runMarbles, scriptedModel, type ScriptedTurn } from 'rxswarm/testing';
import { withSchema } from 'rxswarm/schema';
import { all, failureOf } from '../support/synchronous.ts';

const ask = { model: 'any', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;
const deltas = (turn: ScriptedTurn, options = {}): readonly (Delta | undefined)[] =>
  all(scriptedModel([turn], options)(ask)).map(({ choices }) => choices[0]?.delta);

const add = withSchema((a: number, b: number) => a + b, {
  name: 'add',
  parameters: {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number' } },
    required: ['a', 'b'],
  },
});

describe('scriptedModel()', () => {
  it('sends text, a word a chunk', () => {
    expect(deltas('Hello  there, Ada. ')).toEqual([
      { role: 'assistant', content: '' },
      { content: 'Hello' },
      { content: '  there,' },
      { content: ' Ada. ' },
      {},
    ]);
  });

  it('sends text and arguments in pieces of chunkLength', () => {
    const turn = { content: 'abcde', calls: [{ name: 'add', arguments: { a: 1 } }] };
    expect(deltas(turn, { chunkLength: 3 })).toEqual([
      { role: 'assistant', content: '' },
      { content: 'abc' },
      { content: 'de' },
      { tool_calls: [{ index: 0, id: 'call_add', type: 'function', function: { name: 'add', arguments: '{"a' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '":1' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '}' } }] },
      {},
    ]);
  });

  it('plays a run: broken arguments, then good ones, then the answer', () => {
    const model = scriptedModel([
      { calls: [{ name: 'add', arguments: { a: 1, b: 'two' } }] },
      ({ messages }) => {
        expect(messages.at(-1)).toMatchObject({ role: 'tool', content: expect.stringContaining('b: ') as string });
        return { calls: [{ name: 'add', arguments: { a: 1, b: 2 } }] };
      },
      ({ messages }) => `It is ${messages.at(-1)?.content as string}.`,
    ]);
    const run$ = new Swarm(model).run({ agent: new Agent({ functions: [add] }), messages: ask.messages });
    expect(all(run$.pipe(response()))[0]?.messages.at(-1)?.content).toBe('It is 3.');
    expect(model.requests).toHaveLength(3);
  });

  it('sends the given usage and finish reason, and chunks as they are', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    expect(all(scriptedModel([{ usage, finishReason: 'length' }])(ask)).slice(1)).toEqual([
      { choices: [{ index: 0, delta: {}, finish_reason: 'length' }] },
      { choices: [], usage },
    ]);
    expect(deltas(of({ choices: [{ delta: { content: 'raw' } }] }))).toEqual([{ content: 'raw' }]);
  });

  it('errors after errorAt chunks', () => {
    const model = scriptedModel([{ content: 'one two three', error: new Error('cut'), errorAt: 2 }]);
    const error = failureOf(new Swarm(model).run({ agent: new Agent(), messages: ask.messages }));
    expect(error.message).toBe('cut');
  });

  it('errors for a request beyond the last turn', () => {
    const model = scriptedModel(['only one']);
    all(model(ask));
    expect(() => all(model(ask))).toThrow(
      'The script has 1 turns, and one more was requested after: {"role":"user","content":"Hi"}',
    );
  });

  it('delays its chunks in virtual time', () => {
    runMarbles(({ expectObservable, scheduler }) => {
      const model = scriptedModel(['Hello Ada'], { delay: 3, scheduler });
      const run$ = new Swarm(model).run({ agent: new Agent(), messages: ask.messages });
      expectObservable(run$.pipe(text())).toBe('------a--b--|', { a: 'Hello', b: ' Ada' });
    });
  });
});
