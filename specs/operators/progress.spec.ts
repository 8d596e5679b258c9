import { Agent, Swarm, SwarmError } from 'rxswarm';
import type { ChatCompletionChunk } from 'rxswarm/models';
import { progress } from 'rxswarm/operators';
import { from, toArray, type Observable } from 'rxjs';
import { chunk, counts } from '../support/chunks.ts';
import { marbles } from '../support/marbles.ts';
import { failureOf } from '../support/synchronous.ts';

const agent = new Agent({ model: 'small' });
const runs = (length: number) =>
  Array.from({ length }, () => ({ agent, messages: [{ role: 'user' as const, content: 'Go' }] }));

const answer = { e: chunk({ content: 'Hi' }, 'stop'), u: counts(10, 5) };

/** A server that answers each request with the next of these streams. */
const server = (...answers: readonly Observable<ChatCompletionChunk>[]): Swarm => {
  let asked = 0;
  return new Swarm(() => answers[asked++ % answers.length] as Observable<ChatCompletionChunk>);
};

describe('progress', () => {
  it(
    'says where many runs stand, each time one begins or ends',
    marbles(({ cold, expectObservable }) => {
      const [a, b] = [cold<ChatCompletionChunk>('100ms e 100ms (u|)', answer), cold<ChatCompletionChunk>('300ms #')];
      const steps$ = server(a, b)
        .runAll(runs(3), { concurrency: 2 })
        .pipe(progress({ total: 3 }), toArray());
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      const used = { tokens: 15, usage, usageByAgent: [{ agent: 'Agent', model: 'small', usage }] };
      const [total, none] = [3, { tokens: 0, rate: 0, total: 3 }];
      expectObservable(steps$).toBe('402ms (s|)', {
        s: [
          { ...none, done: 0, failed: 0, running: 1 },
          { ...none, done: 0, failed: 0, running: 2 },
          { done: 1, failed: 0, running: 1, rate: 1000 / 201, eta: 2 * 201, total, ...used },
          { done: 1, failed: 0, running: 2, rate: 1000 / 201, eta: 2 * 201, total, ...used },
          { done: 1, failed: 1, running: 1, rate: 2000 / 300, eta: 150, total, ...used },
          expect.objectContaining({ done: 2, failed: 1, running: 0, tokens: 30, eta: 0, total }),
        ],
      });
    }),
  );

  it(
    'has no expected end without a total, and has the cost if prices are given',
    marbles(({ cold, expectObservable }) => {
      const swarm = server(cold('1s (eu|)', answer));
      const steps$ = swarm.runAll(runs(1)).pipe(progress({ prices: { small: { input: 2, output: 10 } } }), toArray());
      expectObservable(steps$).toBe('1s (s|)', {
        s: [
          { done: 0, failed: 0, running: 1, tokens: 0, rate: 0, cost: 0 },
          expect.objectContaining({ done: 1, running: 0, rate: 1, cost: 0.00007 }),
        ],
      });
    }),
  );

  it('errors for a model without a price', () => {
    const source = server(from([answer.e, answer.u]))
      .runAll(runs(1))
      .pipe(progress({ prices: {} }));
    expect(failureOf(source)).toBeInstanceOf(SwarmError);
    expect(failureOf(source).message).toMatch(/^There is no price for model "small": add it to prices/);
  });
});
