import { Queue } from 'bullmq';
import { from, lastValueFrom, mergeMap, tap, toArray } from 'rxjs';
import { durableRedis } from '../../specs/support/durable-redis.ts';
import { resourcesFromNow } from '../../specs/support/process.ts';
import { until } from '../../specs/support/until.ts';
import { buildProcesses } from './build.ts';
import { crewOf, type Crew } from './crew.ts';
import type { Outcome } from './judged.ts';
import { ledger } from './ledger.ts';
import { connections, inspect, remains } from './leftovers.ts';
import { modelServer } from './model-server.ts';
import { neverReads } from './never-reads.ts';
import { oneRun } from './one-run.ts';
import { plansOf } from './plan.ts';
import { strikes } from './strikes.ts';

export interface ChaosOptions {
  readonly runs: number;
  /** Default 1. */
  readonly seed?: number;
  /** Runs at once. Default 60. */
  readonly concurrency?: number;
  /** Called with each run that has ended. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

export interface ChaosFigures {
  readonly outcomes: readonly Outcome[];
  /** Sentences about all that went wrong. */
  readonly wrong: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  /** The leftovers by kind. Each count should be 0. */
  readonly left: Readonly<Record<string, number>>;
}

const NAME = 'chaos';
const WORKERS = 3;
const ATTEMPTS = 8;

/** Sends many runs through a queue, each with a fault of its own, and returns their outcomes. */
export const chaos = async ({ runs, seed = 1, concurrency = 60, onOutcome }: ChaosOptions): Promise<ChaosFigures> => {
  const left = resourcesFromNow();
  const modules = await buildProcesses();
  const redis = await durableRedis();
  const connection = { port: redis.port, host: '127.0.0.1' };
  const queues = [new Queue(NAME, { connection }), new Queue(NAME, { connection })] as const;
  const [submitters, watchers] = queues;
  queues.forEach((queue) => queue.on('error', () => undefined));
  await Promise.all(queues.map((queue) => queue.waitUntilReady()));
  const listeners = await listenersOf(queues);
  const books = ledger();
  const struck = strikes({ crew: (): Crew => crew, redis, queue: submitters, ledger: books });
  const model = await modelServer(books, struck.strike);
  const job = { port: redis.port, queue: NAME, model: model.url, retries: ATTEMPTS - 1 };
  const crew = await crewOf(modules.worker, WORKERS, job, (id, worker) => books.hold(id, worker));
  const sleeper = neverReads(modules.watcher, { port: redis.port, queue: NAME });

  let outages = 0;
  const scene = {
    submitters,
    watchers,
    again: () => {
      outages++;
    },
    neverReads: sleeper.watch,
  };
  const outcomes = await lastValueFrom(
    from(plansOf(runs, seed)).pipe(
      mergeMap((plan) => oneRun(plan, scene), concurrency),
      tap(({ plan }) => struck.release(plan.id)),
      tap((outcome) => onOutcome?.(outcome)),
      toArray(),
    ),
    { defaultValue: [] },
  );

  const { texts, end } = await sleeper.reports();
  const unread = outcomes.filter(({ plan, text }) => text !== '' && texts.get(plan.id) !== text);
  const ends = await crew.close();
  await until(() => model.underWay() === 0, 'the end of all answers').catch(() => undefined);
  const underWay = model.underWay();
  await model.close();
  const open = await connections(redis.port, queues.length);
  const grown = (await listenersOf(queues)) - listeners;
  const kept = await inspect(redis.port, NAME);
  await submitters.obliterate({ force: true });
  const lasting = await remains(redis.port, NAME);
  await Promise.all(queues.map((queue) => queue.close()));
  const closed = await connections(redis.port, 0);
  await redis.stop();

  await until(() => left().sockets + left().timers === 0, 'an end of sockets and timers').catch(() => undefined);

  // A run may use up its attempts when the faults of other runs strike its workers. It must say so, and is counted.
  const worn = outcomes.filter(
    ({ plan, wrong }) => wrong.length > 0 && wrong.every(isWorn) && books.of(plan.id).struck >= ATTEMPTS - 2,
  );
  const accounts = outcomes.map(({ plan }) => books.of(plan.id));
  const [asked, called] = [accounts.map((account) => account.asked), accounts.map((account) => account.called)];
  return {
    outcomes,
    wrong: [
      ...outcomes.filter((outcome) => !worn.includes(outcome)).flatMap((outcome) => outcome.wrong),
      ...outcomes
        .filter(({ how, plan }) => how === 'response' && books.of(plan.id).asked.size !== plan.turns)
        .map(({ plan }) => `${plan.id}: the model was asked for other turns than it has`),
      ...unread.map(({ plan }) => `${plan.id}: who did not read saw ${String(texts.get(plan.id)).slice(-300)}`),
      ...[...books.wrong, ...struck.wrong, ...kept.ends],
      ...crew.endedTwice().map((id) => `${id} ended twice, say the workers`),
      ...[...ends, end].filter((code) => code !== 0).map((code) => `a process did not end by itself: ${code}`),
    ],
    counts: {
      ...struck.counts,
      'Redis restarts': redis.restarts(),
      outages,
      requests: sumOf(asked),
      'turns asked for': asked.reduce((sum, { size }) => sum + size, 0),
      calls: sumOf(called),
      'functions called': called.reduce((sum, { size }) => sum + size, 0),
      ...crew.events,
      'late, after a stop': books.late.length,
      'worn out by the faults of others': worn.length,
    },
    left: {
      underWay,
      listeners: grown,
      connections: open + closed,
      keys: kept.keys.length + lasting.length,
      jobs: kept.open,
      ...left(),
    },
  };
};

const isWorn = (sentence: string): boolean => sentence.includes('it failed: incomplete: The turn was begun ');

const sumOf = (all: readonly ReadonlyMap<number, number>[]): number =>
  all.flatMap((counts) => [...counts.values()]).reduce((sum, count) => sum + count, 0);

/** Counts the listeners on the connections of these queues. */
const listenersOf = async (queues: readonly Queue[]): Promise<number> => {
  const clients = await Promise.all(queues.map((queue) => queue.getBackend().client));
  const emitters = [...queues, ...clients] as unknown as readonly NodeJS.EventEmitter[];
  return emitters
    .flatMap((each) => each.eventNames().map((name) => each.listenerCount(name)))
    .reduce((a, b) => a + b, 0);
};
