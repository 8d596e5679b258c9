import { from } from 'rxjs';
import { Agent, type Delta, Result, Swarm, type ToolCall } from 'rxswarm';
import { withSchema } from 'rxswarm/schema';
import { emptyMessage, mergeDelta, toMessage } from '../../lib/messages/message.ts';
import { otherCallers } from '../../lib/messages/history.ts';
import { scanJson } from '../../lib/messages/json-scan.ts';
import { chunk, says } from '../support/chunks.ts';
import { collect } from '../support/collect.ts';
import { responseOf } from '../support/synchronous.ts';

/** Counts how often a function of a prototype is called while `act` runs. */
const countOf = <T extends object>(prototype: T, name: keyof T & string, act: () => void): number => {
  const spy = jest.spyOn(prototype as never, name as never);
  try {
    act();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
};

const fragment = (index: number | undefined, id: string | undefined, name: string, input: string): Delta => ({
  tool_calls: [{ ...(index !== undefined && { index }), ...(id && { id }), function: { name, arguments: input } }],
});
const fold = (deltas: readonly Delta[]) => toMessage(deltas.reduce(mergeDelta, emptyMessage()), String);

/** Work is linear if twice the input takes no more than twice the steps, and a little. */
const expectLinear = (stepsOf: (size: number) => number) => {
  const [once, twice] = [stepsOf(200), stepsOf(400)];
  expect(twice).toBeLessThanOrEqual(2 * once + 50);
};

describe('putting a message together takes steps in line with its size:', () => {
  it.each<readonly [string, (place: number) => Delta]>([
    ['calls by index', (place) => fragment(place, `id_${place}`, 'f', '{}')],
    ['calls by id', (place) => fragment(undefined, `id_${place}`, 'f', '{}')],
    ['calls without index and id', () => fragment(undefined, undefined, 'f', '{}')],
    ['calls with the same id', (place) => fragment(place, 'a', 'f', '{}')],
    ['fragments that repeat the name', () => fragment(0, undefined, 'f', '{"a":{}')],
    ['fields of a server', (place) => ({ [`field_${place}`]: 'x' })],
    ['items of a list of a server', (place) => ({ details: [{ index: place, text: 'x' }] }) as Delta],
  ])('%s', (_, deltaOf) => {
    const deltas = (size: number) => Array.from({ length: size }, (_each, place) => deltaOf(place));
    for (const name of ['find', 'findIndex', 'findLastIndex', 'concat', 'with', 'includes'] as const)
      expectLinear((size) => countOf(Array.prototype, name, () => fold(deltas(size))));
    expectLinear((size) => countOf(JSON, 'parse', () => fold(deltas(size))));
    expectLinear((size) => countOf(Object, 'entries', () => fold(deltas(size))));
  });

  it('the deltas of a server are never changed, though lists and records grow in place', () => {
    const delta = Object.freeze({
      audio: Object.freeze({ id: 'a', data: 'QU' }),
      details: Object.freeze([1]),
    }) as Delta;
    const message = fold([delta, { audio: { data: 'JD' } } as Delta, { details: [2] } as Delta]);
    expect(message).toMatchObject({ audio: { id: 'a', data: 'QUJD' }, details: [1, 2] });
    expect(delta).toEqual({ audio: { id: 'a', data: 'QU' }, details: [1] });
  });

  it('each character of arguments is looked at once', () => {
    let scan = scanJson({ depth: 0, place: 'outside', isWhole: false }, '{"a":"}\\"');
    expect(scan).toEqual({ depth: 1, place: 'string', isWhole: false });
    scan = scanJson(scan, '"}\n');
    expect(scan.isWhole).toBe(true);
  });
});

describe('executing the calls of a turn takes steps in line with their number', () => {
  const runOf = (size: number) => {
    let looks = 0;
    const calls = Array.from({ length: size }, (_, index) => ({
      index,
      id: `id_${index}`,
      function: { name: index % 2 === 0 ? 'work' : 'gone', arguments: '{}' },
    }));
    const work = () => 'done';
    Object.defineProperty(work, 'name', { value: 'work' });
    const watched: ToolCall = new Proxy<ToolCall>(
      { id: 'old', type: 'function', function: { name: 'gone', arguments: '{}' } },
      { get: (target, key) => (looks++, Reflect.get(target, key) as unknown) },
    );
    const messages = [
      { role: 'assistant', sender: 'Other', tool_calls: [watched] } as const,
      { role: 'tool', tool_call_id: 'old', content: '' } as const,
    ];
    let turn = 0;
    const model = () => from(++turn === 1 ? [chunk({ tool_calls: calls })] : says('Done.'));
    const response = responseOf(new Swarm(model).run({ agent: new Agent({ functions: [work] }), messages }));
    expect(response.messages).toHaveLength(size + 2);
    return looks;
  };

  it('for unknown functions, which former agents are looked for', () => {
    expect(runOf(40)).toBe(runOf(20));
  });

  it('for functions that update context variables, which are merged once', () => {
    const work = () => new Result({ contextVariables: { n: 1 } });
    expectLinear((size) => {
      const tool_calls = Array.from({ length: size }, (_, index) => ({
        ...{ index, id: `id_${index}`, function: { name: 'work', arguments: '{}' } },
      }));
      let turn = 0;
      const model = () => from(++turn === 1 ? [chunk({ tool_calls })] : says('Done.'));
      const run$ = new Swarm(model).run({
        agent: new Agent({ instructions: 'Work.', functions: [work] }),
        messages: [],
      });
      return countOf(Object, 'entries', () => expect(responseOf(run$).contextVariables).toEqual({ n: 1 }));
    });
  });

  it('for the callers of functions, which are found in one pass', () => {
    const message = { role: 'assistant', sender: 'A', tool_calls: [] } as const;
    const messages = Array.from({ length: 10 }, () => message);
    const steps = countOf(Array.prototype, 'flatMap', () => {
      const callerOf = otherCallers(messages, 'B');
      for (let question = 0; question < 100; question++) callerOf('f');
    });
    expect(steps).toBe(1);
  });
});

describe('merging the updates of a turn takes steps in line with their number,', () => {
  it.each([
    ['one call after another', 1],
    ['all at once, while the first call is still open', Infinity],
  ])('%s', async (_, toolConcurrency) => {
    const readsOf = async (size: number): Promise<number> => {
      let reads = 0;
      let place = 0;
      const update = () => {
        const contextVariables = Object.defineProperty({}, `key_${place % 5}`, {
          get: () => ++reads,
          enumerable: true,
        });
        const result = new Result({ contextVariables });
        return place++ === 0 ? new Promise((resolve) => setImmediate(() => resolve(result))) : result;
      };
      const set = withSchema(
        (variables: object) => {
          Object.keys(variables);
          return update();
        },
        { name: 'set', order: ['contextVariables'] },
      );
      const chunks = [
        chunk({ tool_calls: Array.from({ length: size }, (__, index) => fragmentOf(index)) }, 'tool_calls'),
      ];
      let isAsked = false;
      const model = () => from(isAsked ? says('Done.') : ((isAsked = true), chunks));
      await collect(
        new Swarm(model).run({
          agent: new Agent({ functions: [set] }),
          messages: [{ role: 'user', content: 'Go.' }],
          toolConcurrency,
        }),
      );
      return reads;
    };
    const fragmentOf = (index: number) => ({ index, id: `id_${index}`, function: { name: 'set', arguments: '{}' } });
    const [once, twice] = [await readsOf(100), await readsOf(200)];
    expect(twice).toBeLessThanOrEqual(2 * once + 50);
  });
});
