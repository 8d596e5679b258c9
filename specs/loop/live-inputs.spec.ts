import { concat, NEVER, of, throwError } from 'rxjs';
import { Agent, Result, Swarm, SwarmError, type ToolCall } from 'rxswarm';
import { text } from 'rxswarm/operators';
import { withSchema } from 'rxswarm/schema';
import { runMarbles, scriptedModel } from 'rxswarm/testing';
import { kind } from '../support/kind.ts';
import { all, answers, failureOf, responseOf } from '../support/synchronous.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const call = { calls: [{ name: 'look' }] };

function look(): string {
  return 'seen';
}

const a = new Agent({ name: 'A', functions: [look], instructions: ({ mood }) => `A is ${String(mood)}.` });
const b = new Agent({ name: 'B', functions: [look], instructions: ({ mood }) => `B is ${String(mood)}.` });
const systems = (model: ReturnType<typeof scriptedModel>) =>
  model.requests.map((request) => request.messages[0]?.content);

describe('live inputs', () => {
  it('are there for the first turn when they emit at once, and end with the run', () => {
    const model = scriptedModel(['Hello']);
    const run$ = new Swarm(model).run({
      agent: concat(of(a), NEVER),
      contextVariables: concat(of({ mood: 'glad' }), NEVER),
      modelOverride: concat(of('small'), NEVER),
      messages,
    });
    expect(all(run$).map(kind)).toEqual(['context', 'start', 'role', 'Hello', 'empty', 'end', 'response']);
    expect(model.requests.map((request) => request.model)).toEqual(['small']);
    expect(systems(model)).toEqual(['A is glad.']);
  });

  it('are applied once, at the start of the next turn', () => {
    runMarbles(({ hot, chunks, expectObservable, expectSubscriptions }) => {
      const asked: unknown[] = [];
      const contextVariables = hot('-x-----y--', { x: { mood: 'x' }, y: { mood: 'y' } });
      const model = (request: { readonly messages: readonly unknown[] }) => {
        asked.push(request.messages[0]);
        return asked.length < 3
          ? chunks('---a|', { a: { tool_calls: [{ index: 0, id: 'i', function: { name: 'look' } }] } })
          : chunks('---b|');
      };
      const run$ = new Swarm(model).run({ agent: a, contextVariables, messages });
      expectObservable(run$.pipe(text())).toBe('-----------b|'.padStart(13, '-'));
      expectSubscriptions(contextVariables.subscriptions).toBe('^-----------!');
    });
  });

  it('give way to values that functions set later', () => {
    const set = (): Result => new Result({ contextVariables: { mood: 'set' } });
    Object.defineProperty(set, 'name', { value: 'look' });
    const agent = new Agent({ name: 'A', functions: [set], instructions: ({ mood }) => String(mood) });
    const model = scriptedModel([call, 'Hello']);
    const contextVariables = concat(of({ mood: 'live', other: 1 }), NEVER);
    const response = responseOf(new Swarm(model).run({ agent, contextVariables, messages }));
    expect(systems(model)).toEqual(['live', 'set']);
    expect(response.contextVariables).toEqual({ mood: 'set', other: 1 });
  });

  it('are applied before the calls that a run begins with; the functions of these calls may replace them', () => {
    const go = withSchema(
      function go({ mood }: { readonly mood: string }) {
        return new Result({ value: `was ${mood}`, agent: b, contextVariables: { mood: 'set' } });
      },
      { order: ['contextVariables'] },
    );
    const asked: ToolCall = { id: 'i', type: 'function', function: { name: 'go', arguments: '{}' } };
    const model = scriptedModel(['Hello']);
    const response = responseOf(
      new Swarm(model).run({
        agent: new Agent({ name: 'A', functions: [go] }),
        contextVariables: concat(of({ mood: 'live' }), NEVER),
        messages: [...messages, { role: 'assistant', tool_calls: [asked] }],
      }),
    );
    expect(answers(response.messages)).toEqual(['was live']);
    expect(systems(model)).toEqual(['B is set.']);
    expect(response).toMatchObject({ agent: b, contextVariables: { mood: 'set' } });
  });

  it('hand over when the agent changes, between turns', () => {
    const seen: string[] = [];
    runMarbles(({ hot, chunks, scheduler }) => {
      const calling = { tool_calls: [{ index: 0, id: 'i', function: { name: 'look' } }] };
      const turns = [chunks('--c|', { c: calling }), chunks('-d|')];
      new Swarm(() => turns.shift() ?? NEVER)
        .run({ agent: hot('ab', { a, b }), messages })
        .subscribe({ next: (event) => seen.push(`${scheduler.frame} ${kind(event)}`), error: fail });
    });
    const turn1 = ['0 start', '2 calls', '3 end', '3 start look', '3 end look'];
    expect(seen).toEqual([...turn1, '3 to B', '3 start', '4 d', '5 end', '5 response']);
  });

  it('make the run wait for the first agent, and for nothing else', () => {
    runMarbles(({ hot, chunks, expectObservable }) => {
      const run$ = new Swarm(() => chunks('a|')).run({
        agent: hot('---a', { a }),
        contextVariables: NEVER,
        modelOverride: NEVER,
        messages,
      });
      expectObservable(run$.pipe(text())).toBe('---a|');
    });
  });

  it('fail the run when they fail, or are not what they must be', () => {
    const run = (inputs: object) => failureOf(new Swarm(scriptedModel(['x'])).run({ agent: a, messages, ...inputs }));
    const live = (value: unknown) => concat(of(value), NEVER);
    expect(run({ agent: of() }).message).toBe('The Observable given as agent completed without one.');
    expect(run({ agent: live({ name: 'no' }) }).message).toMatch(/^agent is .*: pass one made with/);
    expect(run({ contextVariables: live('no') }).message).toBe('contextVariables emitted "no": emit an object.');
    expect(run({ modelOverride: live(7) }).message).toBe("modelOverride emitted 7: emit a model's name.");
    expect(run({ modelOverride: throwError(() => new SwarmError('network', 'gone')) }).message).toBe('gone');
    expect(run({ agent: throwError(() => new Error('gone')) })).toMatchObject({
      type: 'usage',
      message: 'The Observable given as agent errored: gone',
    });
  });

  it('that error fail the run at the start of the next turn, so that what the one before did is not lost', () => {
    runMarbles(
      ({ hot, chunks, expectObservable }) => {
        const calling = { tool_calls: [{ index: 0, id: 'i', function: { name: 'look' } }] };
        const contextVariables = hot<{ mood: string }>('-#', {}, new Error('gone'));
        const run$ = new Swarm(() => chunks('--c-|', { c: calling })).run({ agent: a, contextVariables, messages });
        expectObservable(run$.pipe(text())).toBe(
          '----#',
          undefined,
          expect.objectContaining({
            message: 'The Observable given as contextVariables errored: gone',
            response: expect.objectContaining({
              messages: [expect.objectContaining({ role: 'assistant' }), expect.objectContaining({ content: 'seen' })],
            }) as unknown,
          }),
        );
      },
      (actual, expected) => expect(actual).toEqual(expected),
    );
  });
});

const fail = (error: unknown): never => {
  throw error as Error;
};
