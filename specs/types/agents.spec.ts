import { Agent, type AnyFunction, Result, Swarm } from 'rxswarm';
import { worker } from 'rxswarm/bullmq';
import { serve, serveChatCompletions } from 'rxswarm/server';
import { outputSchema } from 'rxswarm/schema';
import { scripted } from '../support/scripted-model.ts';

interface Shop {
  readonly shop: string;
}
interface Airline {
  readonly flight: string;
  readonly seat: number;
}

const shop = new Agent<Shop>({ name: 'Shop', instructions: (context) => context.shop });
const airline = new Agent<Airline>({ name: 'Airline', instructions: ({ flight, seat }) => `${flight} ${seat}` });
const plain = new Agent({ name: 'Plain' });
const judge = new Agent({ name: 'Judge', output: outputSchema<{ fair: boolean }>({ type: 'object' }) });

const swarm = new Swarm(scripted());
const secret = 'x'.repeat(32);

describe('agents of different context variables and answers', () => {
  it('stand in one list of Agent[], without a type of their own', () => {
    const agents: readonly Agent[] = [shop, airline, plain, judge];
    const mutable: Agent[] = [shop, airline];
    mutable.push(plain, judge);
    expect([agents.length, mutable.length]).toEqual([4, 4]);
  });

  it('are values of a Map and of a record by name, and results of a function that finds one', () => {
    const byName: ReadonlyMap<string, Agent> = new Map<string, Agent>([
      ['Shop', shop],
      ['Airline', airline],
    ]);
    const record = { shop, airline, plain, judge } satisfies Record<string, Agent>;
    const find = (name: string): Agent | undefined =>
      [shop, airline, judge].find((agent: Agent) => agent.name === name);
    expect([byName.get('Shop'), record.airline, find('Judge')]).toEqual([shop, airline, judge]);
  });

  it('are returned by functions that an agent calls, bare, in a Result, or after a promise', () => {
    const toShop = () => shop;
    const toAirline = () => new Result({ agent: airline, contextVariables: { flight: 'X1', seat: 3 } });
    const toJudge = () => Promise.resolve(judge);
    const either = (name: string) => (name === 'shop' ? shop : airline);
    const functions: readonly AnyFunction[] = [toShop, toAirline, toJudge];
    const triage = new Agent({ functions });
    expect([triage.functions.length, either('shop').name]).toEqual([3, 'Shop']);
  });

  it('are served together, over HTTP, as models, and by a worker', () => {
    const agents: readonly Agent[] = [shop, airline, plain, judge];
    const quiet = { secret, log: { error: () => undefined, warn: () => undefined } };
    expect(serve(swarm, { agents, start: plain, ...quiet })).toBeDefined();
    expect(serve(swarm, { agents: [shop, airline, judge], start: plain, ...quiet })).toBeDefined();
    const contextVariables: Shop = { shop: 'Bees' };
    expect(
      serve(swarm, { agents: [airline], start: shop, contextVariables, expose: ['shop'], ...quiet }),
    ).toBeDefined();
    expect(serveChatCompletions(swarm, agents)).toBeDefined();
    expect(() => {
      // @ts-expect-error -- the variables of the conversation are those that its first agent requires
      serve(swarm, { agents: [airline], start: shop, contextVariables: { flight: 'X1' }, ...quiet });
    }).not.toThrow();
    const taken: Parameters<typeof worker>[2] = [shop, airline, judge];
    expect(taken).toHaveLength(3);
  });

  it('run one after another from a list, with the context variables that they require', () => {
    const agents: readonly Agent[] = [shop, airline];
    const runs = agents.map((agent) => swarm.run({ agent, messages: [], contextVariables: { shop: 'Bees' } }));
    const named = [
      swarm.run({ agent: shop, messages: [], contextVariables: { shop: 'Bees' } }),
      swarm.run({ agent: airline, messages: [], contextVariables: { flight: 'X1', seat: 3 } }),
    ];
    // @ts-expect-error -- an agent under its own type still requires its context variables
    const lacking = swarm.run({ agent: airline, messages: [], contextVariables: { flight: 'X1' } });
    expect([runs.length, named.length, lacking]).toEqual([2, 2, expect.anything()]);
  });

  it('are not taken for each other', () => {
    // @ts-expect-error -- an airline agent requires what a shop does not have
    const wrong: Agent<Shop> = airline;
    // @ts-expect-error -- a list of shop agents has no airline agent
    const list: readonly Agent<Shop>[] = [shop, airline];
    expect([wrong, ...list]).toHaveLength(3);
  });
});
