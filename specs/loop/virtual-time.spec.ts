import { concat, defer, map, NEVER, of, type Observable } from 'rxjs';
import { Agent, Swarm, SwarmError } from 'rxswarm';
import { retry, timeout, type ChatCompletionChunk, type ChatModel } from 'rxswarm/models';
import { bind } from '../support/bind.ts';
import { call, calls, chunk } from '../support/chunks.ts';
import { kind } from '../support/kind.ts';
import { marbles } from '../support/marbles.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;
const MINUTES = 60_000;

const chunks = { r: chunk({ role: 'assistant', content: '' }), a: chunk({ content: 'Hi' }), e: chunk({}, 'stop') };
const words = { s: 'start', r: 'role', a: 'Hi', e: 'empty', n: 'end', z: 'response', v: 'retry' };

/** No jitter. */
const random = () => 0;

/** A chat model that answers each request with the next of these streams. */
const inTurn = (...turns: readonly Observable<ChatCompletionChunk>[]): ChatModel => {
  let asked = 0;
  return () => defer(() => turns[asked++] ?? NEVER);
};

const reset = new SwarmError('network', 'reset');
const late = (phase: string) =>
  expect.objectContaining({
    name: 'SwarmError',
    type: 'timeout',
    message: expect.stringContaining(`timeout({ ${phase} })`) as unknown,
    response: expect.objectContaining({ agent: expect.anything() as unknown }) as unknown,
  }) as unknown;

describe('a whole run in virtual time', () => {
  it(
    'waits ten minutes of backoff and answers',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const down = cold<ChatCompletionChunk>('#', undefined, reset);
      const answer = cold('-(rae|)', chunks);
      const model = retry({ delay: 10 * MINUTES, maxDelay: Infinity, random, scheduler })(inTurn(down, answer));
      const events$ = new Swarm(model).run({ agent: new Agent(), messages }).pipe(map(kind));
      expectObservable(events$).toBe('s 600000ms (raenz|)', words);
      expectSubscriptions(down.subscriptions).toBe('(^!)');
      expectSubscriptions(answer.subscriptions).toBe('600000ms ^!');
    }),
  );

  it(
    'is cancelled in the middle of a backoff, at a frame, and asks no more',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const down = cold<ChatCompletionChunk>('#', undefined, reset);
      const answer = cold('-(rae|)', chunks);
      const model = retry({ delay: 10 * MINUTES, maxDelay: Infinity, random, scheduler })(inTurn(down, answer));
      const events$ = new Swarm(model).run({ agent: new Agent(), messages }).pipe(map(kind));
      expectObservable(events$, '599999ms !').toBe('s', words);
      expectSubscriptions(answer.subscriptions).toBe([]);
    }),
  );

  it(
    'waits a minute where the server asks for it, in a later turn too, with its functions executed once',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const work = jest.fn();
      const busy = new SwarmError('http', 'busy', { status: 429, retryAfter: MINUTES });
      const full = cold<ChatCompletionChunk>('-#', undefined, busy);
      const model = retry({ scheduler })(inTurn(of(...calls(call('work'))), full, cold('(ae|)', chunks)));
      const agent = new Agent({ functions: [bind(work, [], { name: 'work' })] });
      const told = concat(
        new Swarm(model).run({ agent, messages }).pipe(map((event) => ('response' in event ? 'z' : '.'))),
        defer(() => of(String(work.mock.calls.length))),
      );
      expectObservable(told).toBe('(........) 59991ms (...z1|)');
      expectSubscriptions(full.subscriptions).toBe('^!');
    }),
  );

  it(
    'gives up an answer that falls silent for two minutes, with the response so far, and closes it',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const answer = cold('-ra-----', chunks);
      const model = retry({ scheduler })(timeout({ scheduler })(() => answer));
      const events$ = new Swarm(model).run({ agent: new Agent(), messages }).pipe(map(kind));
      expectObservable(events$).toBe('sra 119999ms #', words, late('idle'));
      expectSubscriptions(answer.subscriptions).toBe('^- 119999ms -!');
    }),
  );

  it(
    'asks again after five minutes without a chunk, and takes the answer that comes then',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const silent = cold<ChatCompletionChunk>('-', chunks);
      const answer = cold('-(ae|)', chunks);
      const model = retry({ delay: 500, random, scheduler })(timeout({ scheduler })(inTurn(silent, answer)));
      const events$ = new Swarm(model).run({ agent: new Agent(), messages }).pipe(map(kind));
      expectObservable(events$).toBe('s 300500ms (aenz|)', words);
      expectSubscriptions(silent.subscriptions).toBe('^ 299999ms !');
      expectSubscriptions(answer.subscriptions).toBe('300500ms ^!');
    }),
  );

  it(
    'begins a turn again that fell silent in mid-stream, where turnRetries says so',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const half = cold('-ra-----', chunks);
      const answer = cold('(ae|)', chunks);
      const model = timeout({ idle: 10 * MINUTES, scheduler })(inTurn(half, answer));
      const run$ = new Swarm(model).run({ agent: new Agent(), messages, turnRetries: 1, scheduler });
      expectObservable(run$.pipe(map(kind))).toBe('sra 599999ms (vsaenz|)', words);
      expectSubscriptions(half.subscriptions).toBe('^ 600001ms !');
    }),
  );

  it(
    'ends at its own limit whatever waits inside: a backoff, an idle answer, a function',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const limit = expect.objectContaining({
        type: 'timeout',
        message: 'The run took longer than 60000 ms.',
      }) as unknown;
      const ending = (model: ChatModel, agent = new Agent()) =>
        new Swarm(model).run({ agent, messages, runTimeout: MINUTES, scheduler }).pipe(map(() => '.'));
      const down = cold<ChatCompletionChunk>('#', undefined, reset);
      const silent = cold<ChatCompletionChunk>('-', chunks);
      const working = cold('-');
      const agent = new Agent({ functions: [bind(() => working, [], { name: 'work' })] });
      expectObservable(ending(retry({ delay: 10 * MINUTES, maxDelay: Infinity, scheduler })(() => down))).toBe(
        '. 59999ms #',
        undefined,
        limit,
      );
      expectObservable(ending(timeout({ scheduler })(() => silent))).toBe('. 59999ms #', undefined, limit);
      expectObservable(ending(inTurn(of(...calls(call('work')))), agent)).toBe('(......) 59992ms #', undefined, limit);
      expectSubscriptions(silent.subscriptions).toBe('^ 59999ms !');
      expectSubscriptions(working.subscriptions).toBe('^ 59999ms !');
    }),
  );
});
