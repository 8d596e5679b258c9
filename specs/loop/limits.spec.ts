import { concat, NEVER, of, throwError, timer } from 'rxjs';
import { Agent, Swarm, SwarmError, type RunOptions } from 'rxswarm';
import type { ChatCompletionChunk, ChatModel } from 'rxswarm/models';
import { messages as view, text } from 'rxswarm/operators';
import { runMarbles, scriptedModel } from 'rxswarm/testing';
import { chunk } from '../support/chunks.ts';
import { kind } from '../support/kind.ts';
import { all, answers, eventually, failureOf, responseOf } from '../support/synchronous.ts';

const messages = [{ role: 'user', content: 'Hi' }] as const;
const broken = () => throwError(() => new SwarmError('network', 'reset'));

describe('runTimeout', () => {
  it('ends the run in all, with the response so far', () => {
    runMarbles(
      ({ chunks, expectObservable, expectSubscriptions, scheduler, cold }) => {
        const silent$ = cold<ChatCompletionChunk>('-', {});
        const agent = new Agent({
          functions: [
            function look() {
              return 'seen';
            },
          ],
        });
        let turn = 0;
        const model: ChatModel = () =>
          turn++ === 0
            ? chunks('-c|', { c: { tool_calls: [{ index: 0, id: 'i', function: { name: 'look' } }] } })
            : silent$;
        const run$ = new Swarm(model).run({ agent, messages, runTimeout: 600_000, scheduler });
        expectObservable(run$.pipe(text())).toBe(
          '600000ms #',
          undefined,
          expect.objectContaining({
            type: 'timeout',
            message: 'The run took longer than 600000 ms.',
            response: expect.objectContaining({
              messages: [expect.objectContaining({ role: 'assistant' }), expect.objectContaining({ role: 'tool' })],
            }) as unknown,
          }),
        );
        expectSubscriptions(silent$.subscriptions).toBe('--^ 599997ms !');
      },
      (actual, expected) => expect(actual).toEqual(expected),
    );
  });
});

it('runTimeout keeps the answers of the calls that had ended', () => {
  let failure: unknown;
  runMarbles(({ cold, scheduler }) => {
    const agent = new Agent({
      functions: [
        function quick() {
          return 'done';
        },
        function slow() {
          return cold('-');
        },
      ],
    });
    const model = scriptedModel([{ calls: [{ name: 'quick' }, { name: 'slow' }] }]);
    new Swarm(model)
      .run({ agent, messages, runTimeout: 5, scheduler })
      .subscribe({ error: (error: unknown) => (failure = error) });
  });
  expect(failure).toMatchObject({
    type: 'timeout',
    response: { messages: [{ role: 'assistant' }, { tool_call_id: 'call_quick', content: 'done' }] },
  });
});

it.each([Infinity, 1e11])(
  'runTimeout and functionTimeout of %d ms, longer than a timer can wait, end no run early',
  async (limit) => {
    const agent = new Agent({
      functions: [
        function slow() {
          return timer(20);
        },
      ],
    });
    const model = scriptedModel([{ calls: [{ name: 'slow' }] }, 'ok']);
    const run$ = new Swarm(model).run({ agent, messages, runTimeout: limit, functionTimeout: limit });
    expect(answers((await eventually(run$)).messages)).toEqual(['0']);
  },
);

describe('functionTimeout', () => {
  it('stops the function, tells the model, and answers the siblings', () => {
    const outcome: string[] = [];
    runMarbles(({ cold, scheduler, expectSubscriptions }) => {
      const slow$ = cold('------------');
      const agent = new Agent({
        functions: [
          function slow() {
            return slow$;
          },
          function quick() {
            return 'done';
          },
        ],
      });
      const model = scriptedModel([{ calls: [{ name: 'slow' }, { name: 'quick' }] }, 'ok']);
      const run$ = new Swarm(model).run({ agent, messages, functionTimeout: 5, scheduler });
      run$.subscribe({
        next: (event) => {
          if ('response' in event) outcome.push(...event.response.messages.map(({ content }) => content as string));
        },
        error: (error: unknown) => outcome.push(String(error)),
      });
      expectSubscriptions(slow$.subscriptions).toBe('^----!');
    });
    expect(outcome).toEqual([undefined, 'Error: It took longer than 5 ms and was stopped.', 'done', 'ok']);
  });
});

describe('turnRetries', () => {
  const run = (model: ChatModel, options: Partial<RunOptions> = {}) =>
    new Swarm(model).run({ agent: new Agent(), messages, turnRetries: 1, ...options });

  it('asks for a broken turn again, and emits a retry event for the text that is void', () => {
    const half = concat(of(chunk({ role: 'assistant', content: 'Hel' })), broken());
    const model = scriptedModel([half, 'Hello']);
    const events = all(run(model));
    expect(events.map(kind)).toEqual(['start', 'Hel', 'retry', 'start', 'role', 'Hello', 'empty', 'end', 'response']);
    expect(events[2]).toEqual({ retry: { attempt: 1, type: 'network', message: 'reset' } });
    expect(model.requests[1]).toEqual(model.requests[0]);
    expect(responseOf(run(scriptedModel([half, 'Hello']))).messages.map(({ content }) => content)).toEqual(['Hello']);
  });

  it('are counted for each turn anew; the failure after the last retry fails the run', () => {
    expect(failureOf(run(scriptedModel([broken(), broken(), 'never']))).message).toBe('reset');
    const model = scriptedModel([broken(), { calls: [{ name: 'look' }] }, broken(), 'Hello']);
    const agent = new Agent({
      functions: [
        function look() {
          return 'seen';
        },
      ],
    });
    expect(responseOf(run(model, { agent })).messages).toHaveLength(3);
  });

  it('is not asked for by default', () => {
    const model = scriptedModel([broken(), 'Hello']);
    expect(failureOf(new Swarm(model).run({ agent: new Agent(), messages })).message).toBe('reset');
    expect(model.requests).toHaveLength(1);
  });

  it.each([
    ['an answer that ended early', new SwarmError('incomplete', 'x'), true],
    ['an answer that is not a completion', new SwarmError('protocol', 'x'), true],
    ['a server that falls silent', new SwarmError('timeout', 'x'), true],
    ['a busy server', new SwarmError('http', 'x', { status: 503 }), true],
    ['a server that failed', new SwarmError('http', 'x', { status: 500 }), true],
    ['a server that did not wait', new SwarmError('http', 'x', { status: 408 }), true],
    ['a conflict', new SwarmError('http', 'x', { status: 409 }), true],
    ['a refusal in mid-stream', new SwarmError('api', 'x', { status: 400 }), false],
    ['an error in mid-stream', new SwarmError('api', 'x'), true],
    ['a refused request', new SwarmError('http', 'x', { status: 400 }), false],
    ['a mistake of the caller', new SwarmError('usage', 'x'), false],
    ['an error of an unknown kind', new Error('x'), false],
  ])('%s', (_, error, isTriedAgain) => {
    const model = scriptedModel([throwError(() => error), 'Hello']);
    run(model).subscribe({ error: () => undefined });
    expect(model.requests).toHaveLength(isTriedAgain ? 2 : 1);
  });

  it('waits the seconds that the server asks for', () => {
    runMarbles(({ chunks, scheduler, expectObservable }) => {
      const busy = throwError(() => new SwarmError('http', 'busy', { status: 429, retryAfter: 7 }));
      expectObservable(run(scriptedModel([busy, chunks('-a|')]), { scheduler }).pipe(text())).toBe('--------a|');
    });
  });

  it('asks again at once when the server asks for a wait of an hour', () => {
    runMarbles(({ chunks, scheduler, expectObservable }) => {
      const busy = throwError(() => new SwarmError('http', 'busy', { status: 429, retryAfter: 3_600_000 }));
      expectObservable(run(scriptedModel([busy, chunks('-a|')]), { scheduler }).pipe(text())).toBe('-a|');
    });
  });

  it('removes the void text from view()', () => {
    const half = concat(of(chunk({ role: 'assistant', content: 'Hel' })), broken());
    const shown = all(run(scriptedModel([half, 'Hello'])).pipe(view())).map((all) => all.map(({ content }) => content));
    expect(shown.slice(0, 5)).toEqual([[], ['Hel'], [], [''], ['Hello']]);
  });
});

it('waits for a silent model without end if no limit is set', () => {
  runMarbles(({ expectObservable }) => {
    expectObservable(new Swarm(() => NEVER).run({ agent: new Agent(), messages }).pipe(text())).toBe('-');
  });
});
