import {
  firstValueFrom,
  lastValueFrom,
  map,
  type Observable,
  of,
  range,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { Agent, type RunAllEvent, type RunOptions, Swarm, SwarmError } from 'rxswarm';
import { results } from 'rxswarm/operators';
import type { RunEvent } from '../../../lib/agent/response.ts';
import { runAll } from '../../../lib/loop/run-all/run-all.ts';
import type { ChatCompletionChunk } from '../../../lib/messages/types.ts';
import { call, calls, chunk, says } from '../../support/chunks.ts';
import { kind } from '../../support/kind.ts';
import { marbles } from '../../support/marbles.ts';
import { rethrow } from '../../support/rethrow.ts';
import { scripted } from '../../support/scripted-model.ts';
import { all, failureOf } from '../../support/synchronous.ts';

const agent = new Agent();

/** What a run is asked for, known by a letter. */
const input = (letter: string): RunOptions => ({ agent, messages: [{ role: 'user', content: letter }] });
const inputs = (letters: string): readonly RunOptions[] => Array.from(letters, input);

/** One whole answer. */
const whole = { e: chunk({ content: 'Hi' }, 'stop') };

/** A server that answers each letter with a stream of its own, and fails at those it does not know. */
const server = (answers: Readonly<Record<string, Observable<ChatCompletionChunk>>>): Swarm =>
  new Swarm(({ messages }) => answers[messages.at(-1)?.content as string] ?? throwError(() => new Error('Who?')));

/** `2 response`, `0 failed`. */
const story = ({ index, event, error }: RunAllEvent): string => `${index} ${error ? 'failed' : kind(event)}`;

/** Only how runs end, by letters: `a` for the first, and so on; a capital if it failed. */
const ends = (events$: Observable<RunAllEvent>): Observable<string> =>
  events$.pipe(
    results(),
    map(({ index, error }) => String.fromCharCode((error ? 65 : 97) + index)),
  );

/** Gives inputs, and remembers how many were taken and whether it was told that no more will be. */
const counted = (letters: Iterable<string>) => {
  const seen = { taken: 0, closed: false };
  function* generate(): Generator<RunOptions> {
    try {
      for (const letter of letters) {
        seen.taken++;
        yield input(letter);
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, runs: generate() };
};

describe('concurrency', () => {
  it(
    'is never more than n at once, and always n while there is work',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('    ---(e|)', whole);
      const b = cold('    -(e|)', whole);
      const c = cold('     -------(e|)', whole);
      const d = cold('       (e|)', whole);
      const expected = '  -b-(ad)-(c|)';
      expectObservable(ends(server({ a, b, c, d }).runAll(inputs('abcd'), { concurrency: 2 }))).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe('^--!');
      expectSubscriptions(b.subscriptions).toBe('^!');
      expectSubscriptions(c.subscriptions).toBe('-^------!');
      expectSubscriptions(d.subscriptions).toBe('---(^!)');
    }),
  );

  it.each([
    [1, '-----a----b----c----(d|)'],
    [3, '-----(abc)(d|)'],
    [Infinity, '-----(abcd|)'],
  ])('of %d takes its time', (concurrency, expected) => {
    marbles(({ cold, expectObservable }) => {
      const answer = cold('-----(e|)', whole);
      const swarm = new Swarm(() => answer);
      expectObservable(ends(swarm.runAll(inputs('abcd'), { concurrency }))).toBe(expected);
    })();
  });

  it('is ten unless it is said otherwise', () => {
    const { seen, runs } = counted('abcdefghijklmnopqrstuvwxyz');
    marbles(({ cold, expectObservable }) => {
      expectObservable(ends(new Swarm(() => cold('-')).runAll(runs))).toBe('-');
    })();
    expect(seen.taken).toBe(10);
  });

  it(
    'holds over turns: a run that calls functions is under way until it responds',
    marbles(({ cold, expectObservable }) => {
      const asking = cold('-(c|)', { c: chunk({ tool_calls: [{ index: 0, ...call('work') }] }, 'tool_calls') });
      const answer = cold('-(e|)', whole);
      const worker = new Agent({ functions: [function work() {}] });
      const swarm = new Swarm(({ messages }) => (messages.at(-1)?.role === 'tool' ? answer : asking));
      const runs = inputs('ab').map((options) => ({ ...options, agent: worker }));
      expectObservable(ends(swarm.runAll(runs, { concurrency: 1 }))).toBe('--a-(b|)');
    }),
  );
});

describe('inputs', () => {
  it(
    'are taken when there is room, and not before',
    marbles(({ cold, expectObservable, flush }) => {
      const { seen, runs } = counted('aaaaa');
      const answer = cold('---(e|)', whole);
      expectObservable(ends(server({ a: answer }).runAll(runs, { concurrency: 2 })), '^---!').toBe('---(ab)');
      flush();
      expect(seen).toEqual({ taken: 4, closed: true });
    }),
  );

  it('may be without end, and synchronous', () => {
    function* endless() {
      for (;;) yield input('a');
    }
    const swarm = new Swarm(() => of(whole.e));
    expect(all(swarm.runAll(endless(), { concurrency: 3 }).pipe(results(), take(1000)))).toHaveLength(1000);
  });

  it.each<[string, (length: number) => Parameters<typeof runAll>[1]]>([
    ['iterable', (length) => counted('a'.repeat(length)).runs],
    ['array', (length) => inputs('a'.repeat(length))],
    ['Observable', (length) => range(0, length).pipe(map(() => input('a')))],
  ])('may be very many, as an %s, without the stack growing', (_, runs) => {
    const run = () => of({ response: { messages: [], agent, contextVariables: {} } });
    expect(all(runAll(run, runs(20_000)))).toHaveLength(20_000);
  });

  it('may be very many that wait in line, without the stack growing', () => {
    const first$ = new Subject<RunEvent>();
    const done: RunEvent = { response: { messages: [], agent, contextVariables: {} } };
    let asked = 0;
    const run = () => (asked++ === 0 ? first$ : of(done));
    let ended = 0;
    runAll(run, range(0, 20_000).pipe(map(() => input('a'))), { concurrency: 1 }).subscribe({
      next: () => ended++,
      error: rethrow,
    });
    expect(ended).toBe(0);
    first$.next(done);
    first$.complete();
    expect(ended).toBe(20_000);
  });

  it('may come from an async iterable, one at a time', async () => {
    let [asking, most] = [0, 0];
    let left = 5;
    const runs: AsyncIterable<RunOptions> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          most = Math.max(most, ++asking);
          await Promise.resolve();
          asking--;
          return left-- > 0 ? { value: input('a'), done: false } : { value: undefined, done: true };
        },
      }),
    };
    const swarm = server({ a: of(whole.e) });
    expect(await lastValueFrom(swarm.runAll(runs).pipe(results(), toArray()), { defaultValue: [] })).toHaveLength(5);
    expect(most).toBe(1);
  });

  it('closes an async generator that is not needed any more', async () => {
    let isClosed = false;
    async function* generate() {
      try {
        for (;;) yield await Promise.resolve(input('a'));
      } finally {
        isClosed = true;
      }
    }
    const results$ = server({ a: of(whole.e) })
      .runAll(generate())
      .pipe(results());
    await firstValueFrom(results$, { defaultValue: undefined });
    await new Promise(setImmediate);
    expect(isClosed).toBe(true);
  });

  it(
    'may come from an Observable, whenever it emits',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const answer = cold('----(e|)', whole);
      const runs = hot('   -a-----(bcd|)', Object.fromEntries(Array.from('abcd', (letter) => [letter, input('a')])));
      const expected = '   -----a-----(bc)(d|)';
      expectObservable(ends(server({ a: answer }).runAll(runs, { concurrency: 2 }))).toBe(expected);
      expectSubscriptions(runs.subscriptions).toBe('^------!');
    }),
  );

  it('end all when they fail themselves, as they failed', () => {
    function* broken() {
      yield input('a');
      throw new RangeError('The file is torn.');
    }
    const failure = firstValueFrom(server({}).runAll(broken(), { concurrency: 2 }).pipe(toArray()), {
      defaultValue: [],
    });
    return expect(failure).rejects.toThrow(new RangeError('The file is torn.'));
  });

  it('that are an empty list complete at once', () => {
    expect(all(server({}).runAll([]))).toEqual([]);
  });
});

describe("order: 'completed'", () => {
  it(
    'passes each event on as it comes, with the index of its run',
    marbles(({ cold, expectObservable }) => {
      const a = cold('  --(e|)', whole);
      const b = cold('  (e|)', whole);
      const events = server({ a, b }).runAll(inputs('ab')).pipe(map(story), toArray());
      expectObservable(events).toBe('--(x|)', {
        x: [...['0 start', '1 start', '1 Hi', '1 end', '1 response'], ...['0 Hi', '0 end', '0 response']],
      });
    }),
  );
});

describe("order: 'input'", () => {
  it(
    'keeps the events of a run until those before it have ended',
    marbles(({ cold, expectObservable }) => {
      const a = cold('  ----(e|)', whole);
      const b = cold('  --(e|)', whole);
      const c = cold('  (e|)', whole);
      const events = server({ a, b, c }).runAll(inputs('abc'), { order: 'input' }).pipe(map(story));
      expectObservable(events, '^---!').toBe('s', { s: '0 start' });
      expectObservable(events.pipe(toArray())).toBe('----(x|)', {
        x: [0, 1, 2].flatMap((index) => ['start', 'Hi', 'end', 'response'].map((word) => `${index} ${word}`)),
      });
    }),
  );

  it(
    'passes events on live as soon as it is their turn',
    marbles(({ cold, expectObservable }) => {
      const a = cold('  --(e|)', whole);
      const b = cold('  -x---------y-', { x: chunk({ content: 'x' }), y: chunk({ content: 'y' }) });
      const expected = 's-(hnrsx)--y';
      const words = { s: 'start', h: 'Hi', n: 'end', r: 'response', x: 'x', y: 'y' };
      const events = server({ a, b }).runAll(inputs('ab'), { order: 'input' });
      expectObservable(events.pipe(map(({ event }) => event && kind(event)))).toBe(expected, words);
    }),
  );

  it(
    'reports a failure in its turn',
    marbles(({ cold, expectObservable }) => {
      const a = cold('  ---(e|)', whole);
      const b = cold<ChatCompletionChunk>('  -#');
      const c = cold('  --(e|)', whole);
      expectObservable(ends(server({ a, b, c }).runAll(inputs('abc'), { order: 'input' }))).toBe('---(aBc|)');
    }),
  );

  it(
    'begins at most `ahead` further runs while a slow one lasts',
    marbles(({ cold, expectObservable, flush }) => {
      const { seen, runs } = counted('abbbbbbbb');
      const a = cold('  -----(e|)', whole);
      const b = cold('  (e|)', whole);
      const events = server({ a, b }).runAll(runs, { order: 'input', concurrency: 2, ahead: 3 });
      expectObservable(ends(events), '^---!').toBe('');
      flush();
      expect(seen.taken).toBe(5);
    }),
  );

  it.each([
    ['ends', ' -----(e|)'],
    ['fails', '-----#'],
  ])('holds when the run that others waited for %s, and makes room for more', (_, drawn) => {
    marbles(({ cold, flush }) => {
      const a = cold(drawn, whole);
      const b = cold('(e|)', whole);
      const indexes: number[] = [];
      server({ a, b })
        .runAll(inputs('abbbbbbb'), { order: 'input', concurrency: 2, ahead: 1 })
        .subscribe({ next: ({ index }) => indexes.push(index), error: rethrow });
      flush();
      expect(indexes).toEqual(indexes.toSorted((left, right) => left - right));
      expect(new Set(indexes)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
    })();
  });
});

describe('failure', () => {
  it(
    'of one run is reported with its index and its response so far, and the others go on',
    marbles(({ cold, expectObservable }) => {
      const b = cold<ChatCompletionChunk>('  -#', {}, new SwarmError('http', 'Too busy.', { status: 503 }));
      const a = cold('  --(e|)', whole);
      expectObservable(ends(server({ a, b }).runAll(inputs('abb'), { concurrency: 2 }))).toBe(
        '-B(aC|)'.replace('(', '('),
      );
    }),
  );

  it('carries the response of the run so far', () => {
    const worker = new Agent({ name: 'Worker', functions: [function work() {}] });
    const swarm = new Swarm(scripted(calls(call('work'))));
    const [failed] = all(swarm.runAll([{ ...input('a'), agent: worker }]).pipe(results()));
    expect(failed?.error).toBeInstanceOf(SwarmError);
    expect(failed?.error).toMatchObject({ index: 0, type: 'model', response: { messages: [{}, { role: 'tool' }] } });
  });

  it('is the event of an input with which no run can begin', () => {
    const runs = [undefined, { agent: {}, messages: [] }] as unknown as readonly RunOptions[];
    const failures = all(server({}).runAll(runs).pipe(results())).map(({ error }) => error);
    expect(failures).toMatchObject([
      {
        type: 'usage',
        index: 0,
        message: expect.stringMatching(/^runs\[0\] is .*: pass what run\(\) takes/) as unknown,
      },
      { type: 'usage', index: 1, message: expect.stringMatching(/^agent is/) as unknown },
    ]);
  });

  it(
    'ends all if it is to, with its index',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('  -----(e|)', whole);
      const b = cold<ChatCompletionChunk>('  --#', {}, new SwarmError('http', 'Too busy.', { status: 503 }));
      const events = server({ a, b }).runAll(inputs('ab'), { failFast: true, order: 'input' });
      const error = new SwarmError('http', 'Too busy.', { status: 503, index: 1 });
      expectObservable(ends(events)).toBe('--#', {}, error);
      expectSubscriptions(a.subscriptions).toBe('^-!');
    }),
  );

  it('of bad options names the option, the value and the remedy', () => {
    const swarm = server({});
    const message = (...[runs, options]: Parameters<Swarm['runAll']>) => failureOf(swarm.runAll(runs, options)).message;
    expect(message([], { concurrency: 0 })).toBe('concurrency is 0: it must be a whole number from 1 up, or Infinity.');
    expect(message([], { ahead: -1 })).toMatch(/^ahead is -1/);
    expect(message([], { order: 'random' as 'input' })).toMatch(
      /^order is "random": it must be 'completed' or 'input'/,
    );
    expect(message({} as never)).toMatch(/^runs is .*: pass an array, an iterable/);
  });
});

describe('cancellation', () => {
  it(
    'ends all that was begun and begins nothing more',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { seen, runs } = counted('aaaaa');
      const a = cold('-----(e|)', whole);
      expectObservable(ends(server({ a }).runAll(runs, { concurrency: 2 })), '^-!').toBe('');
      expectSubscriptions(a.subscriptions).toBe(['^-!', '^-!']);
      flush();
      expect(seen).toEqual({ taken: 2, closed: true });
    }),
  );

  it('takes no further input once the consumer has enough', () => {
    const { seen, runs } = counted('aaaaa');
    expect(
      all(
        server({ a: of(whole.e) })
          .runAll(runs, { concurrency: 1 })
          .pipe(results(), take(2)),
      ),
    ).toHaveLength(2);
    expect(seen).toEqual({ taken: 2, closed: true });
  });

  it('is cold: nothing is taken before it is subscribed to', () => {
    const { seen, runs } = counted('a');
    void server({}).runAll(runs);
    expect(seen.taken).toBe(0);
  });
});

describe('usage', () => {
  it('is told apart by agent and model', () => {
    const counting = (prompt: number) => ({
      choices: [],
      usage: { prompt_tokens: prompt, completion_tokens: 1, total_tokens: prompt + 1 },
    });
    const expert = new Agent({ name: 'Expert', model: 'large' });
    const desk = new Agent({
      name: 'Desk',
      model: 'small',
      functions: [
        function ask() {
          return expert;
        },
        function look() {},
      ],
    });
    const swarm = new Swarm(
      scripted(
        [...calls(call('look')), counting(10)],
        [...calls(call('ask')), counting(20)],
        [...says('Hi'), counting(400)],
      ),
    );
    const last = all(swarm.run({ ...input('a'), agent: desk })).at(-1);
    const usageByAgent = [
      { agent: 'Desk', model: 'small', usage: { prompt_tokens: 30, completion_tokens: 2, total_tokens: 32 } },
      { agent: 'Expert', model: 'large', usage: { prompt_tokens: 400, completion_tokens: 1, total_tokens: 401 } },
    ];
    expect(last).toMatchObject({ response: { usage: { total_tokens: 433 }, usageByAgent } });
  });
});

describe('types', () => {
  it('carry what the agents know through to the results', () => {
    const typed = new Agent<{ n: number }>();
    const swarm = server({ a: of(whole.e) });
    const messages = input('a').messages;
    const [result] = all(swarm.runAll([{ agent: typed, messages, contextVariables: { n: 1 } }]).pipe(results()));
    const n: number | undefined = result?.response?.contextVariables.n;
    expect(n).toBe(1);
    // @ts-expect-error: n is a number
    void swarm.runAll([{ agent: typed, messages, contextVariables: { n: 'one' } }]);
    // @ts-expect-error: there is no such order
    void swarm.runAll([], { order: 'random' });
  });
});
