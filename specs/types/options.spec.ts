import { Agent, Swarm, type Message, type RunOptions } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { says } from '../support/chunks.ts';
import { responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';

const agent = new Agent();
const messages: readonly Message[] = [{ role: 'user', content: 'Hello' }];

describe('options', () => {
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

  it('refuse what they do not know', () => {
    const wrong: readonly RunOptions[] = [
      // @ts-expect-error no such option
      { agent, messages, maxTurn: 5 },
      // @ts-expect-error no such role
      { agent, messages: [{ role: 'bot', content: 'Hi' }] },
      // @ts-expect-error no answer without its call
      { agent, messages: [{ role: 'tool', content: 'Hi' }] },
      // @ts-expect-error an approval is true or declined
      { agent, messages, approvals: { a: false } },
      // @ts-expect-error a function is a function
      { agent: new Agent({ functions: ['transfer'] }), messages },
      // @ts-expect-error there is no agent
      { messages },
    ];
    expect(wrong).toHaveLength(6);
  });

  it('take functions of every shape', () => {
    const shaped = new Agent({
      functions: [
        (x: number) => x,
        (a: string, ...rest: readonly number[]) => a + String(rest),
        () => Promise.resolve(1),
      ],
    });
    expect(shaped.functions).toHaveLength(3);
  });

  it('a chat model is a function of a request that never changes it', () => {
    const model: ChatModel = (request) => {
      // @ts-expect-error it is read only
      request.messages = messages;
      return scripted(says('Hi'))(request);
    };
    expect(typeof model).toBe('function');
  });
});
