import { Agent, Result, Swarm, type ContextOf, type Response, type RunEvent } from 'rxswarm';
import { response } from 'rxswarm/operators';
import { map, type Observable } from 'rxjs';
import { says } from '../support/chunks.ts';
import type { Equal } from '../support/equal.ts';
import { all } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';

interface Shop {
  readonly userName: string;
  readonly orders: readonly number[];
}

const swarm = new Swarm(scripted(says('Hi'), says('Hi')));
const messages = [{ role: 'user', content: 'Hello' }] as const;
const contextVariables: Shop = { userName: 'Ada', orders: [1] };

describe('context variables are typed through', () => {
  it('from the agent to its instructions', () => {
    const agent = new Agent<Shop>({ instructions: ({ userName }) => userName.toUpperCase() });
    const async = new Agent<Shop>({ instructions: ({ orders }) => Promise.resolve(String(orders.length)) });
    const inferred = new Agent({ instructions: (shop: Shop) => shop.userName });
    expect(true satisfies Equal<typeof inferred, Agent<Shop>>).toBe(true);
    // @ts-expect-error a wrong key
    const wrong = new Agent<Shop>({ instructions: ({ usrName }) => String(usrName) });
    // @ts-expect-error it is read only
    const writing = new Agent<Shop>({ instructions: (shop) => (shop.userName = 'Bob') });
    // @ts-expect-error it is no text
    const number = new Agent<Shop>({ instructions: () => 5 });
    expect([agent, async, inferred, wrong, writing, number].map(({ name }) => name)).toEqual(Array(6).fill('Agent'));
  });

  it('from the agent to the run and its response', () => {
    const agent = new Agent<Shop>({ instructions: ({ userName }) => `Help ${userName}.` });
    const source = swarm.run({ agent, messages, contextVariables });
    expect(true satisfies Equal<typeof source, Observable<RunEvent<Agent<Shop>>>>).toBe(true);
    const names = all(
      source.pipe(
        response(),
        map((last) => last.contextVariables.userName.toUpperCase()),
      ),
    );
    const wrong = source.pipe(
      response(),
      // @ts-expect-error a wrong key in what comes out
      map((last) => last.contextVariables.usrName as unknown),
    );
    expect(names).toEqual(['ADA']);
    expect(wrong).toBeDefined();
  });

  it('from run<C> to its arguments', () => {
    const agent = new Agent<Shop>();
    const given = [
      swarm.run<Shop>({ agent, messages, contextVariables }),
      // @ts-expect-error a wrong key
      swarm.run<Shop>({ agent, messages, contextVariables: { ...contextVariables, usrName: 'Ada' } }),
      // @ts-expect-error a missing key
      swarm.run({ agent, messages, contextVariables: { userName: 'Ada' } }),
      // @ts-expect-error a wrong type
      swarm.run({ agent, messages, contextVariables: { userName: 5, orders: [] } }),
      // @ts-expect-error an agent of another shop
      swarm.run<{ readonly other: string }>({ agent, messages }),
    ];
    expect(given).toHaveLength(5);
  });

  it('to results', () => {
    const agent = new Agent<Shop>();
    const results = [
      new Result<Shop>({ agent, contextVariables: { userName: 'Bob' } }),
      // @ts-expect-error a wrong key
      new Result<Shop>({ contextVariables: { usrName: 'Bob' } }),
      // @ts-expect-error a wrong type
      new Result<Shop>({ contextVariables: { orders: ['one'] } }),
      // @ts-expect-error an agent of another shop
      new Result<Shop>({ agent: new Agent<{ readonly other: string }>({ instructions: ({ other }) => other }) }),
    ];
    expect(results[0]?.contextVariables).toEqual({ userName: 'Bob' });
  });

  it('and are plain records where nothing is said', () => {
    const agent = new Agent({ instructions: ({ anything }) => String(anything) });
    expect(true satisfies Equal<ContextOf<typeof agent>, Readonly<Record<string, unknown>>>).toBe(true);
    expect(true satisfies Equal<ContextOf<Agent<Shop>>, Shop>).toBe(true);
    expect(true satisfies Equal<ContextOf<{ name: string }>, Readonly<Record<string, unknown>>>).toBe(true);
    expect(true satisfies Equal<Response['agent'], Agent>).toBe(true);
    const [last] = all(swarm.run({ agent, messages, contextVariables: { anything: 1 } }).pipe(response()));
    expect(last?.contextVariables.anything).toBe(1);
  });
});
