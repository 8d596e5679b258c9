import { Subject } from 'rxjs';
import { Agent, type AssistantMessage, type ContextVariables, Result, Swarm } from 'rxswarm';
import { scriptedModel } from 'rxswarm/testing';
import { withSchema } from 'rxswarm/schema';
import { collect } from '../support/collect.ts';
import { rethrow } from '../support/rethrow.ts';
import { answers, responseOf } from '../support/synchronous.ts';
import { toText } from '../../lib/util/stringify.ts';
import { sent } from '../support/sent.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const named = <F extends () => unknown>(fn: F): F => Object.defineProperty(fn, 'name', { value: 'f' });
const called = async (fn: () => unknown): Promise<readonly unknown[]> => {
  const model = scriptedModel([{ calls: [{ name: 'f' }] }, 'Done.']);
  const events = await collect(new Swarm(model).run({ agent: new Agent({ functions: [named(fn)] }), messages }));
  const last = events.at(-1);
  return last && 'response' in last ? answers(last.response.messages) : [];
};

describe('bytes as a result are told by their number', () => {
  it.each<readonly [string, unknown, string]>([
    ['a Uint8Array', new Uint8Array(5120), '[5120 bytes]'],
    ['an ArrayBuffer', new ArrayBuffer(3), '[3 bytes]'],
    ['a Buffer', Buffer.from('abc'), '[3 bytes]'],
    ['a Blob', new Blob(['four']), '[4 bytes]'],
    ['a DataView', new DataView(new ArrayBuffer(2)), '[2 bytes]'],
    ['bytes in a record in a list', [{ file: new Uint8Array(2), name: 'a' }], '[{"file":"[2 bytes]","name":"a"}]'],
    ['a Buffer in a record', { file: Buffer.from('abc') }, '{"file":"[3 bytes]"}'],
    ['a Map of bytes', new Map([['a', new Uint8Array(1)]]), '{"a":"[1 bytes]"}'],
    ['numbers, which are not bytes', new Float32Array([1, 2]), '[1,2]'],
  ])('%s', (_, value, text) => {
    expect(toText(value)).toBe(text);
  });
});

describe('a thenable as a result is awaited', () => {
  const later = (value: string) => (resolve: (value: string) => void) => void setImmediate(() => resolve(value));
  it.each<readonly [string, () => unknown, string]>([
    ['though its then returns nothing', () => ({ then: later('seen') }), 'seen'],
    ['though its then throws', () => ({ then: () => { throw new Error('No.'); } }), 'Error: No.'], // prettier-ignore
    ['also one inside another', () => ({ then: (resolve: (value: unknown) => void) => resolve({ then: later('deep') }) }), 'deep'], // prettier-ignore
  ])('%s', async (_, fn, text) => {
    expect(await called(fn)).toEqual([text]);
  });

  it('in instructions as well', async () => {
    const model = scriptedModel(['Done.']);
    const instructions = () => ({ then: later('Look.') }) as unknown as PromiseLike<string>;
    await collect(new Swarm(model).run({ agent: new Agent({ instructions }), messages }));
    expect(model.requests[0]?.messages[0]).toEqual({ role: 'system', content: 'Look.' });
  });
});

describe('an idempotency key', () => {
  const keyOf = (runId: string, id: string): unknown => {
    let key: unknown;
    const f = withSchema(
      named((call?: { readonly idempotencyKey: string }) => (key = call?.idempotencyKey)),
      { order: ['$call'] },
    );
    const tool_calls = [{ id, type: 'function', function: { name: 'f', arguments: '' } }] as const;
    const asking: AssistantMessage = { role: 'assistant', tool_calls };
    responseOf(
      new Swarm(scriptedModel(['Done.'])).run({ agent: new Agent({ functions: [f] }), messages: [asking], runId }),
    );
    return key;
  };

  it('is another for each run and call, also where their ids hold slashes', () => {
    const keys = [keyOf('a', '0/b'), keyOf('a/0', 'b'), keyOf('a/0/0', 'b'), keyOf('a%2F0', 'b'), keyOf('a', 'b')];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf('a', 'b')).toBe('a/0/b');
  });
});

describe('an agent without functions after one that called', () => {
  it('declares the functions that were called, and offers none', async () => {
    const sales = new Agent({ name: 'Sales' });
    const toSales = named(() => sales);
    const model = scriptedModel([{ calls: [{ name: 'f' }] }, 'Hello.']);
    await collect(new Swarm(model).run({ agent: new Agent({ name: 'Triage', functions: [toSales] }), messages }));
    expect(sent(model, 1)).toMatchObject({ tools: [{ function: { name: 'f' } }], tool_choice: 'none' });
  });
});

describe('updates of the context variables', () => {
  it('are merged in call order for later calls, though an earlier call ends last', () => {
    const ends = new Map(['first', 'second', 'third'].map((name) => [name, new Subject<Result>()]));
    const seen: unknown[] = [];
    const set = (name: string) => Object.defineProperty(() => ends.get(name), 'name', { value: name });
    const look = withSchema(
      (contextVariables: ContextVariables) => {
        seen.push(contextVariables['x']);
        return 'seen';
      },
      { name: 'look', order: ['contextVariables'] },
    );
    const names = ['first', 'second', 'look', 'third', 'look'];
    const model = scriptedModel([{ calls: names.map((name) => ({ name })) }, 'Done.']);
    const agent = new Agent({ functions: [...['first', 'second', 'third'].map(set), look] });
    new Swarm(model).run({ agent, messages, toolConcurrency: 2 }).subscribe({ error: rethrow });
    const end = (name: string, contextVariables: ContextVariables) => {
      ends.get(name)?.next(new Result({ contextVariables }));
      ends.get(name)?.complete();
    };
    end('second', { x: 'second' });
    end('first', { x: 'first' });
    end('third', {});
    expect(seen).toEqual(['second', 'second']);
  });
});
