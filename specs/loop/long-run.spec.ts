import { Agent, type Message } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { defer, filter, map, of } from 'rxjs';
import { append, historyOf } from '../../lib/messages/history.ts';
import { run } from '../../lib/loop/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, says } from '../support/chunks.ts';
import { marbles } from '../support/marbles.ts';
import { all, responseOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';

/** A stack would overflow after some 1,200 synchronous turns. */
const TURNS = 5_000;
const hello = { role: 'user', content: 'Hello' } as const;
const agent = new Agent({ functions: [bind(() => 'done', [], { name: 'work' })] });

/** A synchronous chat model that calls for so many turns, then answers. It never looks at the messages. */
const busy = (turns: number): ChatModel => {
  const calling = chunk({ tool_calls: [{ index: 0, ...call('work') }] });
  let asked = 0;
  return () => defer(() => of(++asked < turns ? calling : chunk({ content: 'Hi' })));
};

describe(`a run of ${TURNS} turns against a synchronous chat model`, () => {
  it(
    'neither overflows the stack nor loses a message, and keeps its frame',
    marbles(({ expectObservable }) => {
      const ends = run(busy(TURNS), { agent, messages: [hello], maxTurns: TURNS }).pipe(
        filter((event) => 'response' in event),
        map(({ response }) => [response.messages.length, response.messages.at(-1), response.finishReason]),
      );
      const answer = { role: 'assistant', content: 'Hi', sender: 'Agent' };
      expectObservable(ends, '---^').toBe('---(n|)', { n: [2 * TURNS - 1, answer, undefined] });
    }),
  );
});

describe('the work of a turn', () => {
  /** How often the messages that went in are looked at in a run of so many turns. */
  const looks = (turns: number, toolChoice: 'auto' | 'required'): number => {
    let count = 0;
    const watched = Array.from(
      { length: 50 },
      (): Message =>
        new Proxy<Message>(hello, {
          get: (target, key) => {
            count += 1;
            return Reflect.get(target, key) as unknown;
          },
        }),
    );
    const choosing = new Agent({ functions: agent.functions, toolChoice });
    all(run(busy(turns), { agent: choosing, messages: watched, maxTurns: Infinity }));
    return count;
  };

  it.each(['auto', 'required'] as const)('looks at no earlier message again (toolChoice %s)', (toolChoice) => {
    expect(looks(1000, toolChoice)).toBe(looks(2, toolChoice));
  });

  it('appends in place: the messages are not copied', () => {
    const history = historyOf([hello]);
    const { messages } = history;
    append(history, [hello]);
    expect(history.messages).toBe(messages);
    expect(messages).toHaveLength(2);
  });

  it('of one run is no work for another: nothing is kept', () => {
    const model = scripted(calls(call('work')), says('Hi'), says('Hi'));
    responseOf(run(model, { agent, messages: [hello] }));
    responseOf(run(model, { agent, messages: [hello] }));
    expect(model.requests[2]?.messages).toEqual([hello]);
  });
});
