import { Agent } from 'rxswarm';
import type { ChatCompletionChunk, ChatModel } from 'rxswarm/models';
import { catchError, defer, map, NEVER, of, take, takeUntil, timer, toArray, type Observable } from 'rxjs';
import { run } from '../../lib/loop/run.ts';
import { bind } from '../support/bind.ts';
import { call, calls, chunk, says } from '../support/chunks.ts';
import { kind } from '../support/kind.ts';
import { marbles } from '../support/marbles.ts';
import { all, failureOf } from '../support/synchronous.ts';
import { scripted } from '../support/scripted-model.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;

/** A chat model that answers each request with the next of these streams. */
const inTurn = (...turns: readonly Observable<ChatCompletionChunk>[]): ChatModel => {
  let asked = 0;
  return () => defer(() => turns[asked++] ?? NEVER);
};

const chunks = {
  r: chunk({ role: 'assistant', content: '' }),
  a: chunk({ content: 'Hel' }),
  b: chunk({ content: 'lo' }),
  e: chunk({}, 'stop'),
  w: chunk({ tool_calls: [{ index: 0, ...call('work') }] }),
};

/** Letters for the kinds of events. */
const kinds = {
  ...{ s: 'start', r: 'role', a: 'Hel', b: 'lo', e: 'empty', n: 'end', z: 'response' },
  ...{ w: 'calls', q: 'start work', p: 'progress work', f: 'end work' },
};

describe('values and completion', () => {
  it(
    'passes each delta on in its frame, between start and end, then responds and completes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('      --r-a--b-(e|)', chunks);
      const expected = '         s-r-a--b-(enz|)';
      expectObservable(run(inTurn(answer), { agent: new Agent(), messages }).pipe(map(kind))).toBe(expected, kinds);
      expectSubscriptions(answer.subscriptions).toBe('^--------!');
    }),
  );

  it(
    'executes the calls a turn ends with, then asks again',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const asking = cold(' -w|', chunks);
      const working = cold('  ------p--|');
      const answer = cold('            ----(ae|)', chunks);
      const expected = '    sw(nq)--p--(fs)(aenz|)';
      const agent = new Agent({ functions: [bind(() => working, [], { name: 'work' })] });
      const events = run(inTurn(asking, answer), { agent, messages }).pipe(map(kind));
      expectObservable(events).toBe(expected, kinds);
      expectSubscriptions(asking.subscriptions).toBe(' ^-!');
      expectSubscriptions(working.subscriptions).toBe('--^--------!');
      expectSubscriptions(answer.subscriptions).toBe(' -----------^---!');
    }),
  );

  it(
    'keeps what is synchronous in its frame, turn after turn',
    marbles(({ expectObservable }) => {
      const agent = new Agent({ functions: [function work() {}] });
      const model = scripted(calls(call('work')), calls(call('work')), says('Hello'));
      const story = run(model, { agent, messages }).pipe(
        map(kind),
        toArray(),
        map((words) => words.join(', ')),
      );
      const turn = 'start, role, calls, empty, end, start work, end work';
      expectObservable(story).toBe('(a|)', { a: `${turn}, ${turn}, start, role, Hello, empty, end, response` });
    }),
  );

  it('is synchronous for a synchronous chat model', () => {
    expect(all(run(scripted(says('Hi')), { agent: new Agent(), messages })).map(kind)).toEqual([
      ...['start', 'role', 'Hi', 'empty', 'end', 'response'],
    ]);
  });
});

describe('errors', () => {
  it(
    'errors in the frame the chat model errors in, and completes nothing',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('-a-#', chunks, new Error('The line is dead.'));
      const events = run(() => answer, { agent: new Agent(), messages }).pipe(
        map(kind),
        catchError((error: unknown) => of((error as Error).message)),
      );
      expectObservable(events).toBe('sa-(x|)', { ...kinds, x: 'The line is dead.' });
      expectSubscriptions(answer.subscriptions).toBe('^--!');
    }),
  );

  it('errors when the chat model throws instead of giving a stream', () => {
    const model: ChatModel = () => {
      throw new Error('No such model.');
    };
    const { type, message } = failureOf(run(model, { agent: new Agent(), messages }));
    expect({ type, message }).toEqual({ type: 'model', message: 'No such model.' });
  });

  it('errors when the chat model completes without a chunk, rather than answer nothing', () => {
    expect(failureOf(run(scripted([]), { agent: new Agent(), messages })).type).toBe('incomplete');
  });

  it('errors in the second turn like in the first', () => {
    const agent = new Agent({ functions: [function work() {}] });
    expect(failureOf(run(scripted(calls(call('work'))), { agent, messages })).message).toMatch('1 turns only');
  });
});

describe('coldness', () => {
  it('asks nothing, calls nothing and reads nothing before it is subscribed to', () => {
    const model = scripted(says('Hi'));
    const instructions = jest.fn(() => 'Help.');
    void run(model, { agent: new Agent({ instructions }), messages });
    expect(model.requests).toHaveLength(0);
    expect(instructions).not.toHaveBeenCalled();
  });

  it(
    'runs once for each subscription: N subscribers, N requests',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('-(ae|)', chunks);
      const events = run(() => answer, { agent: new Agent(), messages }).pipe(map(kind));
      expectObservable(events).toBe('s(aenz|)', kinds);
      expectObservable(events, '--^').toBe('--s(aenz|)', kinds);
      expectObservable(events, '----^').toBe('----s(aenz|)', kinds);
      expectSubscriptions(answer.subscriptions).toBe(['^!', '--^!', '----^!']);
    }),
  );

  it('keeps nothing from one subscription to the next', () => {
    const model = scripted(says('One'), says('Two'));
    const events = run(model, { agent: new Agent(), messages });
    const [first, second] = [all(events), all(events)];
    expect(first.at(-1)).toMatchObject({ response: { messages: [{ content: 'One' }] } });
    expect(second.at(-1)).toMatchObject({ response: { messages: [{ content: 'Two' }] } });
    expect(model.requests.map((request) => request.messages)).toEqual([messages, messages]);
  });

  it('sends nothing for take(1): the start comes before the request is made', () => {
    const model = jest.fn<ReturnType<ChatModel>, Parameters<ChatModel>>(() => of(chunk({ content: 'Hi' })));
    const instructions = jest.fn(() => 'Help.');
    expect(all(run(model, { agent: new Agent({ instructions }), messages }).pipe(take(1)))).toEqual([
      { delim: 'start' },
    ]);
    expect(model).not.toHaveBeenCalled();
    expect(instructions).not.toHaveBeenCalled();
  });
});

describe('unsubscription', () => {
  it(
    'before the first chunk ends the request',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('-----a', chunks);
      expectObservable(run(() => answer, { agent: new Agent(), messages }).pipe(map(kind)), '^--!').toBe('s', kinds);
      expectSubscriptions(answer.subscriptions).toBe('^--!');
    }),
  );

  it(
    'in the middle of an answer ends the request and emits no more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('-r-a-b-(e|)', chunks);
      const events = run(() => answer, { agent: new Agent(), messages }).pipe(map(kind));
      expectObservable(events, '^---!').toBe('sr-a', kinds);
      expectSubscriptions(answer.subscriptions).toBe('^---!');
    }),
  );

  it(
    'in the middle of a function ends it, aborts its signal and asks no more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const aborted: boolean[] = [];
      const working = cold('----------p');
      const work = (signal: AbortSignal) => {
        signal.addEventListener('abort', () => aborted.push(signal.aborted));
        return working;
      };
      const agent = new Agent({ functions: [bind(work, ['$signal'])] });
      const model = scripted(calls(call('work')), says('never'));
      const events = run(model, { agent, messages }).pipe(map(kind));
      expectObservable(events, '^--------!').toBe('(srwenq)', kinds);
      expectSubscriptions(working.subscriptions).toBe('^--------!');
      expectObservable(timer(10).pipe(map(() => [aborted, model.requests.length]))).toBe('----------(a|)', {
        a: [[true], 1],
      });
    }),
  );

  it('aborts the signal of a function that is waiting for a promise', () => {
    let signal: AbortSignal | undefined;
    const wait = (given: AbortSignal) => {
      signal = given;
      return new Promise(() => undefined);
    };
    const agent = new Agent({ functions: [bind(wait, ['$signal'])] });
    const running = run(scripted(calls(call('wait'))), { agent, messages }).subscribe();
    expect(signal?.aborted).toBe(false);
    running.unsubscribe();
    expect(signal?.aborted).toBe(true);
  });

  it(
    'aborts the signal of a function that stops its own run while it is being called',
    marbles(({ cold, flush }) => {
      let signal: AbortSignal | undefined;
      const stop = (given: AbortSignal) => {
        signal = given;
        running.unsubscribe();
        return NEVER;
      };
      const agent = new Agent({ functions: [bind(stop, ['$signal'])] });
      const answer = cold('-(we|)', { ...chunks, w: chunk({ tool_calls: [call('stop')] }) });
      const running = run(() => answer, { agent, messages }).subscribe();
      flush();
      expect(signal?.aborted).toBe(true);
    }),
  );

  it('leaves the signal of a function alone that has ended, whatever the rest of the run does', () => {
    const signals: AbortSignal[] = [];
    const work = (signal: AbortSignal) => void signals.push(signal);
    const agent = new Agent({ functions: [bind(work, ['$signal'])] });
    run(inTurn(of(...calls(call('work')))), { agent, messages })
      .subscribe()
      .unsubscribe();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  it('ends each of the functions that are under way, and starts none of those that wait', () => {
    const seen: string[] = [];
    const work = (place: string, signal: AbortSignal) => {
      seen.push(`start ${place}`);
      signal.addEventListener('abort', () => seen.push(`abort ${place}`));
      return NEVER;
    };
    const agent = new Agent({ functions: [bind(work, ['place', '$signal'])] });
    const toolCalls = ['a', 'b', 'c'].map((place) => call('work', { place }, place));
    run(scripted(calls(...toolCalls)), { agent, messages, toolConcurrency: 2 })
      .subscribe()
      .unsubscribe();
    expect(seen).toEqual(['start a', 'start b', 'abort a', 'abort b']);
  });

  it(
    'of a run inside a function closes that run as well',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('----------a', chunks);
      const work = () => run(() => inner, { agent: new Agent({ name: 'Inner' }), messages });
      const agent = new Agent({ functions: [bind(work, [])] });
      const events = run(scripted(calls(call('work'))), { agent, messages }).pipe(map(kind));
      expectObservable(events, '^--------!').toBe('(srwenqp)', kinds);
      expectSubscriptions(inner.subscriptions).toBe('^--------!');
    }),
  );

  it('between two turns never makes the second request', () => {
    const agent = new Agent({ functions: [function work() {}] });
    const model = scripted(calls(call('work')), says('never'));
    const events = run(model, { agent, messages }).pipe(map(kind), take(8));
    expect(all(events).slice(-2)).toEqual(['end work', 'start']);
    expect(model.requests).toHaveLength(1);
  });

  it('at the start of a call never calls the function', () => {
    const work = jest.fn();
    const agent = new Agent({ functions: [bind(work, [], { name: 'work' })] });
    const events = run(scripted(calls(call('work'))), { agent, messages }).pipe(map(kind), take(6));
    expect(all(events).at(-1)).toBe('start work');
    expect(work).not.toHaveBeenCalled();
  });

  it('while asynchronous instructions are awaited never asks the chat model', async () => {
    const model = scripted(says('never'));
    const instructions = () => Promise.resolve('Help.');
    run(model, { agent: new Agent({ instructions }), messages })
      .subscribe()
      .unsubscribe();
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(model.requests).toHaveLength(0);
  });

  it(
    'can be said with takeUntil like of any other stream',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const answer = cold('-a-b-a-b', chunks);
      const stop = hot('   ----x');
      const events = run(() => answer, { agent: new Agent(), messages }).pipe(map(kind), takeUntil(stop));
      expectObservable(events).toBe('sa-b|', kinds);
      expectSubscriptions(answer.subscriptions).toBe('^---!');
    }),
  );
});
