import { concat, defer, EMPTY, NEVER, type Observable, of, Subject, throwError } from 'rxjs';
import { Agent, type AgentFunctions, type AnyFunction, type Message, Result, Swarm } from 'rxswarm';
import { withSchema } from 'rxswarm/schema';
import { runMarbles, scriptedModel } from 'rxswarm/testing';
import { kind } from '../support/kind.ts';
import { all, answers, failureOf, responseOf } from '../support/synchronous.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const gives = (name: string, value: unknown): AnyFunction => withSchema(() => value, { name });
const look = gives('look', 'seen');
const pay = gives('pay', 'paid');
const calls = (name: string) => ({ calls: [{ name }] });

/** Runs, and returns the names of the functions that each request offered. */
const offered = (functions: AgentFunctions, turns: Parameters<typeof scriptedModel>[0], options = {}) => {
  const model = scriptedModel(turns);
  const agent = new Agent({ name: 'A', functions });
  const response = responseOf(new Swarm(model).run({ agent, messages, ...options }));
  return { response, names: model.requests.map(({ tools = [] }) => tools.map((tool) => tool.function.name)), model };
};

describe('functions of the context variables', () => {
  it('are looked up at the start of each turn', () => {
    const signIn = gives('signIn', new Result({ contextVariables: { user: 'Ada' } }));
    const functions = ({ user }: Readonly<Record<string, unknown>>) => (user === undefined ? [signIn] : [look, pay]);
    const { names, response } = offered(functions, [calls('signIn'), calls('pay'), 'Done']);
    expect(names).toEqual([['signIn'], ['look', 'pay'], ['look', 'pay']]);
    expect(answers(response.messages)).toEqual(['', 'paid']);
  });

  it('are looked up when a run goes on with calls; one that is gone answers as an unknown function does', () => {
    const pending: readonly Message[] = [
      ...messages,
      { role: 'assistant', tool_calls: [{ id: 'p', type: 'function', function: { name: 'pay', arguments: '' } }] },
    ];
    const { response } = offered(() => [look], ['Done'], { messages: pending });
    expect(answers(response.messages)).toEqual(['Error: there is no function "pay". A has only: look.']);
  });

  it('share what wires keep of their tools as long as they are the same', () => {
    const { model } = offered(() => [look], [calls('look'), 'Done']);
    const [first, second] = model.requests;
    expect(first?.tools?.[0]).toBe(second?.tools?.[0]);
  });

  it.each<[string, AgentFunctions, string, string]>([
    ['throws', () => raise('No policy.'), 'function', 'The functions of agent "A" threw: No policy.'],
    [
      'returns no list',
      () => look as never,
      'usage',
      'The functions of agent "A" returned "()=>value": return an array.',
    ],
    ['returns two of one name', () => [look, gives('look', 1)], 'usage', 'two functions named "look"'],
    ['returns something else than a function', () => ['look' as never], 'usage', 'each must be a function'],
  ])('fail the run where their function %s', (_, functions, type, said) => {
    const run$ = new Swarm(scriptedModel([])).run({ agent: new Agent({ name: 'A', functions }), messages });
    const error = failureOf(run$);
    expect([error.type, error.message]).toEqual([type, expect.stringContaining(said) as string]);
  });
});

const raise = (words: string): never => {
  throw new Error(words);
};

describe('an Observable of functions', () => {
  it('is awaited, subscribed to once a run, used at its latest, and left when the run ends', () => {
    runMarbles(({ hot, chunks, flush, expectSubscriptions }) => {
      const source = hot('--x----y---', { x: [look], y: [look, pay] });
      const asked: unknown[] = [];
      const delta = { tool_calls: [{ index: 0, id: 'i', function: { name: 'look' } }] };
      const model = ({ tools = [] }: { readonly tools?: readonly unknown[] }) => {
        asked.push(tools.length);
        return asked.length < 3 ? chunks('---a|', { a: delta }) : chunks('-b|');
      };
      const agent = new Agent({ functions: [source] });
      const seen: string[] = [];
      new Swarm(model).run({ agent, messages }).subscribe({ next: (event) => seen.push(kind(event)), error: raise });
      flush();
      expect(asked).toEqual([1, 1, 2]);
      expect(seen.at(-1)).toBe('response');
      expectSubscriptions(source.subscriptions).toBe('^-----------!');
    });
  });

  it('stands among other functions, and the agents of a run share one subscription', () => {
    let subscriptions = 0;
    const source = concat(
      defer(() => {
        subscriptions += 1;
        return of([pay]);
      }),
      NEVER,
    );
    const other = new Agent({ name: 'B', functions: [source, look] });
    const { names, response } = offered([gives('leave', other), source], [calls('leave'), calls('pay'), 'Done']);
    expect(names).toEqual([
      ['leave', 'pay'],
      ['pay', 'look'],
      ['pay', 'look'],
    ]);
    expect(response.agent).toBe(other);
    expect(subscriptions).toBe(1);
  });

  it.each<[string, Observable<readonly AnyFunction[]>, string]>([
    ['nothing', EMPTY, 'An Observable of functions of agent "A" completed without any.'],
    ['an error', throwError(() => new Error('gone')), 'An Observable of functions of agent "A" errored: gone'],
    ['no list', of('look' as unknown as []), 'An Observable of functions of agent "A" emitted "look": emit an array.'],
  ])('fails the run where it emits %s', (_, source, said) => {
    const agent = new Agent({ name: 'A', functions: [source] });
    const { type, message } = failureOf(new Swarm(scriptedModel([])).run({ agent, messages }));
    expect([type, message]).toEqual(['usage', said]);
  });

  it('is not subscribed to by a run that never has its agent', () => {
    const source = new Subject<readonly AnyFunction[]>();
    const never = new Agent({ name: 'B', functions: [source] });
    all(new Swarm(scriptedModel(['Hello'])).run({ agent: new Agent({ functions: [gives('go', never)] }), messages }));
    expect(source.observed).toBe(false);
  });
});
