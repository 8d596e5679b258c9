import {
  Agent,
  Result,
  Swarm,
  type AnyFunction,
  type ContextOf,
  type Message,
  type OutputOf,
  type RunOptions,
} from 'rxswarm';
import { converse } from 'rxswarm/converse';
import type { ChatModel } from 'rxswarm/models';
import { outputSchema } from 'rxswarm/schema';
import { EMPTY, of } from 'rxjs';
import Type from 'typebox';
import { says } from '../support/chunks.ts';
import type { Equal } from '../support/equal.ts';
import { numberOutput } from '../support/output.ts';
import { scripted } from '../support/scripted-model.ts';
import { responseOf } from '../support/synchronous.ts';

interface Shop {
  readonly userName: string;
  readonly coupon?: string;
}

const agent = new Agent();
const messages: readonly Message[] = [{ role: 'user', content: 'Hello' }];
const swarm = new Swarm(scripted(says('Hi')));

describe('options of a run', () => {
  it('are read only and take read-only things', () => {
    const options = Object.freeze({ agent, messages: Object.freeze([...messages]) }) satisfies RunOptions;
    const change = (given: RunOptions): void => {
      // @ts-expect-error it is read only
      given.messages = [];
      // @ts-expect-error it is read only
      given.agent.functions = [];
    };
    expect(() => change(options)).toThrow(TypeError);
    expect(responseOf(new Swarm(scripted(says('Hi'))).run(options)).messages).toHaveLength(1);
  });

  it('do not compile where they are unknown or wrong', () => {
    const wrong: readonly RunOptions[] = [
      // @ts-expect-error no such option
      { agent, messages, maxTurn: 5 },
      // @ts-expect-error no such role
      { agent, messages: [{ role: 'bot', content: 'Hi' }] },
      // @ts-expect-error no answer without its call
      { agent, messages: [{ role: 'tool', content: 'Hi' }] },
      // @ts-expect-error an approval is true or declined
      { agent, messages, decisions: { a: false } },
      // @ts-expect-error there is no agent
      { messages },
    ];
    expect(wrong).toHaveLength(5);
  });

  it('require the context variables that the agent requires', () => {
    const shop = new Agent<Shop>();
    const optional = new Agent<Partial<Shop>>();
    const given = [
      swarm.run({ agent: shop, messages, contextVariables: { userName: 'Ada' } }),
      swarm.run({ agent: of(shop), messages, contextVariables: of({ coupon: 'B' }) }),
      swarm.run({ agent: optional, messages }),
      swarm.run({ agent, messages }),
      swarm.runAll([{ agent: shop, messages, contextVariables: { userName: 'Ada' } }]),
      converse(swarm, EMPTY, { agent: shop, contextVariables: { userName: 'Ada' } }),
      // @ts-expect-error there are no context variables
      swarm.run({ agent: shop, messages }),
      // @ts-expect-error there are none in one of the runs
      swarm.runAll([{ agent: shop, messages }]),
      // @ts-expect-error there are none in the conversation
      converse(swarm, EMPTY, { agent: shop }),
    ];
    expect(given).toHaveLength(9);
  });

  it('name no run and resume none where each answer is a run of its own', () => {
    const resume = { response: { messages: [], agent, contextVariables: {} }, turns: 1, answered: false };
    const given = [
      // @ts-expect-error a conversation goes on with `from`
      () => converse(swarm, EMPTY, { agent, resume }),
      // @ts-expect-error each answer has a name of its own
      () => converse(swarm, EMPTY, { agent, runId: 'one' }),
      // @ts-expect-error decisions are inputs
      () => converse(swarm, EMPTY, { agent, decisions: {} }),
      // @ts-expect-error an extraction begins
      swarm.extract(numberOutput(), 'abc', { resume }),
      // @ts-expect-error an extraction is not resumed by its name
      swarm.extract(numberOutput(), 'abc', { runId: 'one' }),
      // @ts-expect-error an extraction waits for nobody
      swarm.extract(numberOutput(), 'abc', { decisions: {} }),
    ];
    expect(given).toHaveLength(6);
  });
});

describe('options of an agent', () => {
  it('take functions of every shape, and nothing else', () => {
    const functions: readonly AnyFunction[] = [
      (x: number) => x,
      (a: string, ...rest: readonly number[]) => a + String(rest),
      () => Promise.resolve(1),
    ];
    expect(new Agent({ functions }).functions).toHaveLength(3);
    // @ts-expect-error a name is no function
    expect(new Agent({ functions: ['transfer'] }).functions).toHaveLength(1);
  });

  it('infer the output next to context variables that are named', () => {
    const output = outputSchema(Type.Object({ name: Type.String() }));
    const named = Agent.for<Shop>()({ output, instructions: ({ userName }) => userName });
    expect(true satisfies Equal<OutputOf<typeof named>, { name: string }>).toBe(true);
    expect(true satisfies Equal<ContextOf<typeof named>, Shop>).toBe(true);
    const inferred = new Agent({ output, instructions: ({ userName }: Shop) => userName });
    expect(true satisfies Equal<OutputOf<typeof inferred>, { name: string }>).toBe(true);
    expect(inferred.output).toBe(output);
    // @ts-expect-error there is no such variable
    expect(Agent.for<Shop>()({ instructions: ({ usrName }) => String(usrName) })).toBeInstanceOf(Agent);
    expect(named.output).toBe(output);
  });

  it('keep agents apart that require different context variables', () => {
    const shop = new Agent<Shop>();
    const other = new Agent<{ readonly other: string }>();
    const larger = new Agent<Shop & { readonly vip: boolean }>();
    const fits: readonly Agent<Shop>[] = [shop, agent];
    const fitsLarger: readonly Agent<Shop & { readonly vip: boolean }>[] = [larger, shop];
    const any: readonly Agent[] = [shop, other, larger];
    // @ts-expect-error it requires `other`
    const wrong: Agent<Shop> = other;
    // @ts-expect-error it requires `vip` as well
    const lacking: Agent<Shop> = larger;
    // @ts-expect-error a handoff to it would lose `other`
    const result = new Result<Shop>({ agent: other });
    expect([fits, fitsLarger, any, wrong, lacking, result]).toHaveLength(6);
  });

  it('may refer to each other in circles', () => {
    const one = new Agent({ functions: [toOther] });
    const other = new Agent({ functions: [toOne] });
    function toOne() {
      return one;
    }
    function toOther() {
      return other;
    }
    expect([one, other].map(({ functions }) => functions.length)).toEqual([1, 1]);
  });
});

describe('a chat model', () => {
  it('is a function of a request that it cannot change', () => {
    const model: ChatModel = (request) => {
      // @ts-expect-error it is read only
      request.messages = messages;
      return scripted(says('Hi'))(request);
    };
    expect(typeof model).toBe('function');
  });
});
