import {
  config,
  firstValueFrom,
  mergeMap,
  NEVER,
  of,
  Subject,
  takeUntil,
  timer,
  VirtualTimeScheduler,
  type Observable,
} from 'rxjs';
import { Agent, Swarm, type RunEvent, type RunOptions } from 'rxswarm';
import { runMarbles } from 'rxswarm/testing';
import { bind } from '../support/bind.ts';
import { call, calls, says } from '../support/chunks.ts';
import { kind } from '../support/kind.ts';
import { rest } from '../support/process.ts';
import { scripted } from '../support/scripted-model.ts';
import { world } from '../support/world.ts';

const messages = [{ role: 'user', content: 'Hello' }] as const;

/** The story in words. A function's progress that is a run's event is one word. */
const STORY = (() => {
  const { run$, scheduler } = world();
  const words: string[] = [];
  run$.subscribe({ next: (event) => words.push(kind(event)), error: (error: unknown) => words.push(String(error)) });
  scheduler.flush();
  return words;
})();
const places = STORY.map((word, place) => [place, word] as const);

it('the story has every kind of event', () => {
  const kinds = ['start', 'Hel', 'retry', 'calls', 'end', 'start ask', 'progress ask', 'end ask', 'to B', 'context'];
  expect(STORY).toEqual(expect.arrayContaining([...kinds, 'Hello']));
  expect(STORY.at(-1)).toBe('response');
});

describe('unsubscribing inside next', () => {
  it.each(places)('at event %i, %s, ends all that was begun and begins nothing', (place) => {
    const { run$, scheduler, begun, open, signals, timers } = world();
    const stop$ = new Subject<void>();
    const seen: RunEvent[] = [];
    let at: object | undefined;
    run$.pipe(takeUntil(stop$)).subscribe({
      next: (event) => {
        seen.push(event);
        if (seen.length <= place) return;
        const running = [...open].filter((name) => !name.startsWith('live'));
        stop$.next();
        at = { open: [...open], timers: timers(), begun: begun.length };
        // What was running was told at once.
        expect(signals.filter(({ aborted }) => aborted).length).toBeLessThanOrEqual(2);
        if (running.some((name) => /^(function|inner)/.test(name))) {
          expect(signals.some(({ aborted }) => aborted)).toBe(true);
        }
      },
      error: (error: unknown) => {
        throw error as Error;
      },
    });
    scheduler.flush();
    expect(seen).toHaveLength(place + 1);
    expect(at).toEqual({ open: [], timers: 0, begun: begun.length });
    expect([...open]).toEqual([]);
  });
});

describe('unsubscribing between events', () => {
  it('at any moment ends all that was begun and begins nothing', () => {
    const { run$, scheduler, begun, open, signals, timers } = world();
    const running = run$.subscribe({ error: () => undefined });
    scheduler.flush();
    const end = scheduler.now();
    running.unsubscribe();
    expect([open.size, timers(), signals.filter(({ aborted }) => aborted).length]).toEqual([0, 0, 0]);
    expect(begun.length).toBeGreaterThan(5);
    for (let moment = 0; moment < end; moment += 0.5) {
      const other = world();
      const subscription = other.run$.subscribe({ error: () => undefined });
      other.scheduler.maxFrames = moment;
      other.scheduler.flush();
      subscription.unsubscribe();
      const count = other.begun.length;
      expect([moment, other.timers(), [...other.open]]).toEqual([moment, 0, []]);
      other.scheduler.maxFrames = Infinity;
      other.scheduler.flush();
      expect(other.begun).toHaveLength(count);
    }
  });
});

describe('an error thrown by a subscriber', () => {
  const { onUnhandledError } = config;
  afterEach(() => {
    config.onUnhandledError = onUnhandledError;
  });

  it.each(places)('at event %i, %s, is reported, and breaks nothing of the run', async (place) => {
    const thrown = jest.fn();
    config.onUnhandledError = thrown;
    const { run$, scheduler, open, timers } = world();
    const seen: string[] = [];
    run$.subscribe({
      next: (event) => {
        seen.push(kind(event));
        if (seen.length === place + 1) throw new Error('mine');
      },
      error: (error: unknown) => seen.push(String(error)),
    });
    scheduler.flush();
    await rest(0);
    expect(seen).toEqual(STORY);
    expect(thrown).toHaveBeenCalledTimes(1);
    expect([[...open], timers()]).toEqual([[], 0]);
  });

  it('and leaves it as easy to stop', async () => {
    const thrown = jest.fn();
    config.onUnhandledError = thrown;
    const { run$, scheduler, open, timers } = world();
    const subscription = run$.subscribe({
      next: () => {
        throw new Error('mine');
      },
      error: () => undefined,
    });
    scheduler.maxFrames = 12;
    scheduler.flush();
    expect(open.size).toBeGreaterThan(0);
    subscription.unsubscribe();
    await rest(0);
    expect(thrown.mock.calls.length).toBeGreaterThan(1);
    expect([[...open], timers()]).toEqual([[], 0]);
  });
});

describe('subscribing inside next', () => {
  const listen = (run$: Observable<RunEvent>, words: string[], then: () => void = () => undefined) => {
    const next = (event: RunEvent): void => {
      words.push(kind(event));
      then();
    };
    run$.subscribe({ next, error: (error: unknown) => words.push(String(error)) });
  };
  const { run$: unbroken$, scheduler: clock } = world({ breaks: false });
  const story: string[] = [];
  listen(unbroken$, story);
  clock.flush();

  it.each(story.map((word, place) => [place, word] as const))('at event %i, %s, is another run', (place) => {
    const { run$, scheduler, open, timers } = world({ breaks: false });
    const [outer, inner]: [string[], string[]] = [[], []];
    listen(run$, outer, () => {
      if (outer.length === place + 1) listen(run$, inner);
    });
    scheduler.flush();
    expect([outer, inner]).toEqual([story, story]);
    expect([[...open], timers()]).toEqual([[], 0]);
  });
});

const LOOK_ALIKE = { name: 'B', instructions: 'Help.', functions: [] };

describe('the signal of a function', () => {
  const started = (work: () => unknown, options: Partial<RunOptions> = {}) => {
    const signals: AbortSignal[] = [];
    const listened = jest.fn();
    const tell = (signal: AbortSignal): unknown => {
      signals.push(signal);
      signal.addEventListener('abort', listened);
      return work();
    };
    const agent = new Agent({ functions: [bind(tell, ['$signal'])] });
    const events: string[] = [];
    const model = scripted(calls(call('tell', {}, 'a'), call('tell', {}, 'b')), says('Hi'));
    const subscription = new Swarm(model).run({ agent, messages, ...options }).subscribe({
      next: (event) => events.push(kind(event)),
      error: (error: unknown) => events.push(String(error)),
    });
    return { subscription, signals, listened, events, model };
  };
  const aborted = (signals: readonly AbortSignal[]) => signals.map((signal) => signal.aborted);

  const inner$ = new Swarm(() => NEVER).run({ agent: new Agent({ name: 'Inner' }), messages });
  it.each<[string, () => unknown]>([
    ['a promise', () => new Promise(() => undefined)],
    ['an Observable that is silent', () => NEVER],
    [
      'an Observable that has told its progress',
      () => of(1).pipe(mergeMap((one) => timer(1e9).pipe(mergeMap(() => of(one))))),
    ],
    ['a run', () => inner$],
    ['a run inside a run', () => of(1).pipe(mergeMap(() => inner$))],
  ])('is aborted at once while it is %s, of each that runs, once', (_, work) => {
    const { subscription, signals, listened, events } = started(work, { toolConcurrency: 2 });
    const count = events.length;
    expect(aborted(signals)).toEqual([false, false]);
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(aborted(signals)).toEqual([true, true]);
    expect(listened).toHaveBeenCalledTimes(2);
    expect(events).toHaveLength(count);
  });

  it('is aborted while it is an Observable that a promise gave', async () => {
    const { subscription, signals } = started(() => Promise.resolve(NEVER));
    await rest(0);
    subscription.unsubscribe();
    await rest(0);
    expect(aborted(signals)).toEqual([true]);
  });

  it('is aborted when its time is up, alone', () => {
    const scheduler = new VirtualTimeScheduler();
    const { signals, events } = started(() => NEVER, { functionTimeout: 5, scheduler, toolConcurrency: 1 });
    scheduler.maxFrames = 5;
    scheduler.flush();
    expect(aborted(signals)).toEqual([true, false]);
    expect(events.at(-1)).toBe('start tell');
  });

  it("is aborted when the run's time is up", () => {
    const scheduler = new VirtualTimeScheduler();
    const { signals, events, model } = started(() => NEVER, { runTimeout: 5, scheduler, toolConcurrency: 2 });
    scheduler.flush();
    expect(aborted(signals)).toEqual([true, true]);
    expect(events.at(-1)).toContain('The run took longer than 5 ms.');
    expect(model.requests).toHaveLength(1);
  });

  it('is aborted when a sibling fails the run', () => {
    let count = 0;
    const { signals, events } = started(() => (count++ === 0 ? NEVER : LOOK_ALIKE), {
      toolConcurrency: 2,
    });
    expect(signals[0]?.aborted).toBe(true);
    expect(events.at(-1)).toContain('looks like an agent but is not one');
  });
});

describe('a run that awaits', () => {
  it('instructions or a function calls nothing once it was stopped, however they end', async () => {
    const model = scripted(says('never'));
    const work = jest.fn();
    const late = firstValueFrom(timer(1), { defaultValue: 0 });
    const agent = new Agent({
      instructions: () => late.then(() => 'Help.'),
      functions: [bind(work, [], { name: 'w' })],
    });
    new Swarm(model)
      .run({ agent, messages })
      .subscribe({ error: () => undefined })
      .unsubscribe();
    const calling = scripted(calls(call('wait')), says('never'));
    const rejected = late.then(() => Promise.reject(new Error('late')));
    const waiting = new Agent({ functions: [bind(() => rejected, [], { name: 'wait' })] });
    new Swarm(calling)
      .run({ agent: waiting, messages })
      .subscribe({ error: () => undefined })
      .unsubscribe();
    await rest(5);
    expect([model.requests.length, calling.requests.length]).toEqual([0, 1]);
    expect(work).not.toHaveBeenCalled();
  });

  it('live inputs listens no longer', () => {
    runMarbles(({ hot, chunks, expectSubscriptions, expectObservable }) => {
      const agent = hot('-a------', { a: new Agent() });
      const contextVariables = hot('-c-c-c--', { c: { mood: 1 } });
      const modelOverride = hot('--------');
      const run$ = new Swarm(() => chunks('-----a')).run({ agent, contextVariables, modelOverride, messages });
      expectObservable(run$, '^---!').toBe('-s--', { s: { delim: 'start' } });
      for (const input of [agent, contextVariables, modelOverride])
        expectSubscriptions(input.subscriptions).toBe('^---!');
    });
  });
});
