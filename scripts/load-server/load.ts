import { Agent, Swarm } from 'rxswarm';
import type { ChatModel } from 'rxswarm/models';
import { connect } from 'rxswarm/client';
import { serve } from 'rxswarm/server';
import {
  catchError,
  concat,
  defer,
  finalize,
  interval,
  last,
  lastValueFrom,
  map,
  mergeMap,
  of,
  range,
  reduce,
} from 'rxjs';
import { NEVER, Subject, take, takeUntil, timer, type Observable } from 'rxjs';
import { bind } from '../../specs/support/bind.ts';
import { call, calls, chunk } from '../../specs/support/chunks.ts';
import { collectGarbage } from '../../specs/support/collect-garbage.ts';
import { listening } from '../../specs/support/listening.ts';
import { until } from '../../specs/support/until.ts';

export interface LoadOptions {
  /** Idle connections to hold open at once. */
  readonly idle: number;
  readonly runs: number;
  readonly concurrency: number;
}

export interface LoadFigures {
  /** Idle connections that were open at once. */
  readonly held: number;
  /** Kilobytes of the process for each of them, which has both ends because client and server share the process. */
  readonly kilobytesEach: number;
  readonly completed: number;
  readonly stopped: number;
  readonly failed: number;
  /** Answers that ended without all their words. */
  readonly incomplete: number;
  readonly runsPerSecond: number;
  /** Runs, answers and functions that were under way a moment after the last. */
  readonly leftBehind: number;
}

/** The words of the second turn. The first one has a call. */
const WORDS = 20;
const SAID = Array.from({ length: WORDS }, (_, word) => `word${word} `).join('');

const count = { runs: 0, functions: 0 };

const counted = <T>(what: keyof typeof count, source: Observable<T>): Observable<T> =>
  defer(() => {
    count[what]++;
    return source.pipe(finalize(() => count[what]--));
  });

const look = bind(() => counted('functions', timer(1)), [], { name: 'look' });

const model: ChatModel = ({ messages }) => {
  if (messages[0]?.content === 'Wait.') return counted('runs', NEVER);
  if (messages.at(-1)?.role !== 'tool') return counted('runs', of(...calls(call('look'))));
  const words = interval(1).pipe(
    take(WORDS),
    map((word) => chunk({ content: `word${word} ` })),
  );
  return counted('runs', concat(words, of(chunk({}, 'stop'))));
};

/** Stops every third run within the time that a run takes. Pseudo-random, so that a failure comes again. */
const stopOf = (run: number): Observable<unknown> => (run % 3 === 0 ? timer((run * 7919) % 60) : NEVER);

const memory = async (): Promise<number> => {
  await collectGarbage();
  return process.memoryUsage().rss;
};

/** Holds many connections open over loopback, runs many runs at once, stops a third of them, and counts the leftovers. */
export const load = async ({ idle, runs, concurrency }: LoadOptions): Promise<LoadFigures> => {
  const start = new Agent({ name: 'Looker', functions: [look] });
  const handler = serve(new Swarm(model), {
    ...{ agents: [], start, secret: 'only for measuring, 32 characters' },
    limits: { runConcurrency: idle + 2 * concurrency },
  });
  const { url, underWay, close } = await listening(handler);
  const { run } = connect(url);
  const ask = (content: string) => run({ messages: [{ role: 'user', content }] });

  const before = await memory();
  const end$ = new Subject<void>();
  const waiting = lastValueFrom(range(0, idle).pipe(mergeMap(() => ask('Wait.').pipe(takeUntil(end$)))), {
    defaultValue: undefined,
  });
  await until(() => underWay() === idle && count.runs === idle, 'all connections', 60_000);
  const held = underWay();
  const kilobytesEach = Math.round((await memory()) - before) / 1024 / idle;

  const one = (place: number): Observable<'completed' | 'stopped' | 'failed' | 'incomplete'> =>
    ask('Look!').pipe(
      map((event) => {
        if (!('response' in event)) return 'stopped';
        return event.response.messages.at(-1)?.content === SAID ? 'completed' : 'incomplete';
      }),
      catchError(() => of('failed' as const)),
      takeUntil(stopOf(place)),
      last(null, 'stopped'),
    );
  const none = { completed: 0, stopped: 0, failed: 0, incomplete: 0 };
  const begin = Date.now();
  const ended = await lastValueFrom(
    range(0, runs).pipe(
      mergeMap(one, concurrency),
      reduce((sum, how) => ({ ...sum, [how]: sum[how] + 1 }), none),
    ),
    { defaultValue: none },
  );
  const seconds = (Date.now() - begin) / 1000;

  end$.next();
  await waiting;
  await until(() => underWay() === 0, 'the end of all answers', 5000).catch(() => undefined);
  const leftBehind = underWay() + count.runs + count.functions;
  await close();
  return {
    ...{ held, kilobytesEach: Math.round(kilobytesEach) },
    ...ended,
    ...{ runsPerSecond: Math.round(runs / seconds), leftBehind },
  };
};
