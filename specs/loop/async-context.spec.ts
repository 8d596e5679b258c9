import { AsyncLocalStorage } from 'node:async_hooks';
import * as fc from 'fast-check';
import { concat, filter, map, NEVER, Observable, of, Subject, take } from 'rxjs';
import { Agent, type RunOptions, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { call, calls, says } from '../support/chunks.ts';
import { rethrow } from '../support/rethrow.ts';

const user = new AsyncLocalStorage<number>();
const messages = [{ role: 'user', content: 'Hi' }] as const;

/** Wakes everything that waits, each time in the context of somebody else. */
const wakeUp = () => {
  const tick$ = new Subject<number>();
  return { tick$, tick: (foreigner: number) => user.run(foreigner, () => tick$.next(foreigner)) };
};

/** Emits after `ticks` ticks of the shared source. */
const after = <T>(tick$: Observable<unknown>, ticks: number, values: readonly T[]): Observable<T> =>
  concat(
    tick$.pipe(
      take(ticks),
      filter(() => false),
    ) as Observable<never>,
    of(...values),
  );

/** A run whose every part is woken by the shared source; `see` is told the store that each part saw. */
const runOf = (tick$: Observable<unknown>, ticks: number, see: (place: string) => void) => {
  const look = () => {
    see('function');
    return new Observable<string>((subscriber) => {
      see('subscription of a result');
      return after(tick$, ticks, ['seen', 'again']).subscribe(subscriber);
    });
  };
  const thenable = () => {
    see('second function');
    return {
      then: (resolve: (value: string) => void) =>
        void tick$.pipe(take(1)).subscribe({ next: () => resolve('then'), error: rethrow }),
    };
  };
  const instructions = () => {
    see('instructions');
    return 'Look.';
  };
  const agent = new Agent({ name: 'A', functions: [look, thenable], instructions });
  let turn = 0;
  const model: ChatModel = () => {
    see('chat model');
    const chunks = ++turn < 3 ? calls(call('look', {}, `a${turn}`), call('thenable', {}, `b${turn}`)) : says('Done.');
    return after(tick$, ticks, chunks);
  };
  const checkpoint = () => {
    see('checkpoint');
    return after(tick$, 1, [1]);
  };
  const contextVariables = concat(
    of({ n: 1 }),
    tick$.pipe(
      take(2),
      map(() => ({ n: 2 })),
    ),
  ) as RunOptions['contextVariables'];
  const aroundCall: RunOptions['aroundCall'] = (_, steps$) => concat(steps$, after(tick$, 1, []));
  return {
    model,
    options: { agent, messages, checkpoint, contextVariables, aroundCall, toolConcurrency: 2 } as RunOptions,
  };
};

/** Lets promises resolve between two ticks. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the asynchronous context of a run', () => {
  it('is the one of the subscription in each function, instruction and event, whichever timer wakes the run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 }),
        fc.array(fc.integer({ min: 100, max: 103 }), { minLength: 5, maxLength: 10 }),
        async (users, foreigners) => {
          const { tick$, tick } = wakeUp();
          const seen: { readonly owner: number; readonly place: string; readonly store: number | undefined }[] = [];
          let ended = 0;
          users.forEach((ticks, owner) => {
            const see = (place: string) => seen.push({ owner, place, store: user.getStore() });
            user.run(owner, () => {
              const { model, options } = runOf(tick$, ticks, see);
              new Swarm(model).run(options).subscribe({
                next: (event) => see(`event ${Object.keys(event).join()}`),
                complete: () => (see('complete'), ended++),
                error: (error: unknown) => see(`error ${String(error)}`),
              });
            });
          });
          for (let at = 0; ended < users.length && at < 200; at++) {
            tick(foreigners[at % foreigners.length] ?? 0);
            await settle();
          }
          expect(ended).toBe(users.length);
          expect(seen.filter(({ owner, store }) => owner !== store)).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('is the one that runAll() was subscribed in, for each run and its inputs', async () => {
    const { tick$, tick } = wakeUp();
    const seen: unknown[] = [];
    let isEnded = false as boolean;
    const see = () => seen.push(user.getStore());
    const { model, options } = runOf(tick$, 1, see);
    const inputs = function* () {
      for (let input = 0; input < 3; input++) {
        see();
        yield options;
      }
    };
    user.run(7, () =>
      new Swarm(model).runAll(inputs(), { concurrency: 1 }).subscribe({
        next: see,
        error: rethrow,
        complete: () => (see(), (isEnded = true)),
      }),
    );
    for (let at = 0; !isEnded && at < 200; at++) {
      tick(100 + at);
      await settle();
    }
    expect(isEnded).toBe(true);
    expect(new Set(seen)).toEqual(new Set([7]));
  });

  it('holds for a run that waits for its first agent', () => {
    const { tick$, tick } = wakeUp();
    const seen: unknown[] = [];
    const agent = new Agent({ instructions: () => (seen.push(user.getStore()), 'Hi.') });
    user.run(1, () =>
      new Swarm(() => of(...says('Hi')))
        .run({
          agent: concat(
            tick$.pipe(
              take(1),
              map(() => agent),
            ),
            NEVER,
          ),
          messages,
        })
        .subscribe({ next: () => seen.push(user.getStore()), error: rethrow }),
    );
    tick(2);
    expect(new Set(seen)).toEqual(new Set([1]));
  });

  it('is its own for a run that a function of another run begins, also where nothing waits', () => {
    const seen: (readonly [string, number | undefined])[] = [];
    const start = (owner: number, place: string, onCall: (turn: number) => void): void => {
      let turn = 0;
      const look = () => {
        seen.push([place, user.getStore()]);
        onCall(++turn);
      };
      const model: ChatModel = () => of(...(turn < 40 ? calls(call('look')) : says('Done.')));
      const agent = new Agent({ functions: [look] });
      user.run(owner, () => {
        new Swarm(model)
          .run({ agent, messages })
          .subscribe({ next: () => seen.push([place, user.getStore()]), error: rethrow });
      });
    };
    start(1, 'outer', (turn) => {
      if (turn === 12) start(2, 'inner', () => undefined);
    });
    expect(new Set(seen.map(String))).toEqual(new Set(['outer,1', 'inner,2']));
  });

  it('holds when a turn is asked for again', () => {
    const { tick$, tick } = wakeUp();
    const seen: unknown[] = [];
    let asked = 0;
    const model: ChatModel = () => {
      seen.push(user.getStore());
      return ++asked === 1 ? after(tick$, 1, []) : of(...says('Hi'));
    };
    user.run(1, () =>
      new Swarm(model)
        .run({ agent: new Agent(), messages, turnRetries: 1 })
        .subscribe({ next: () => seen.push(user.getStore()), error: rethrow }),
    );
    tick(2);
    expect(asked).toBe(2);
    expect(new Set(seen)).toEqual(new Set([1]));
  });
});
