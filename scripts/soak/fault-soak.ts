import {
  catchError,
  config,
  defaultIfEmpty,
  EMPTY,
  filter,
  identity,
  lastValueFrom,
  map,
  mergeMap,
  NEVER,
  of,
  range,
  reduce,
  take,
  takeUntil,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { Agent, Swarm, SwarmError, type RunEvent } from 'rxswarm';
import { http, openai, retry, timeout, type ChatModel } from 'rxswarm/models';
import { scriptedServer, type ScriptedServer, type ReceivedRequest } from 'rxswarm/testing';
import OpenAI from 'openai';
import { lotOf, script, type Lot } from './fault-lots.ts';
import { ANSWER, type Fault } from '../../specs/support/faults.ts';
import { collectGarbage, resourcesFromNow, rest } from '../../specs/support/process.ts';

export interface FaultSoakOptions {
  readonly runs: number;
  readonly concurrency: number;
  /** Runs after which the heap is measured. Default: all of them. */
  readonly round?: number;
  /** Default 1. */
  readonly seed?: number;
}

export interface FaultSoakFigures {
  /** How each kind of run ended: by fault, then by ending. */
  readonly endings: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Runs that were stopped before they could end. */
  readonly stopped: number;
  /** Runs that ended otherwise than their fault says: number, fault and ending. The same seed repeats them. */
  readonly wrong: readonly string[];
  readonly requests: number;
  /** Answers that the server still had under way a moment after the last run. */
  readonly underWay: number;
  /** Timers and sockets beyond those that were there before. */
  readonly timers: number;
  readonly sockets: number;
  /** Promises without a handler, and errors that RxJS reported. */
  readonly unhandled: number;
  /** Bytes in use after each round, when garbage had been collected. */
  readonly heaps: readonly number[];
}

type Ending = { readonly run: number; readonly fault: Fault; readonly how: string };

/** Returns the three transports, each as a patient and an impatient chat model. The impatient one gives up a silent server. */
const swarmsOf = (baseURL: string): readonly { readonly patient: Swarm; readonly impatient: Swarm }[] => {
  const client = new OpenAI({ baseURL, apiKey: 'none' });
  const models: readonly ChatModel[] = [
    http({ baseURL }),
    http({ baseURL, fetch: (url, init) => fetch(url, init) }),
    openai(client),
  ];
  return models.map((model) => ({
    patient: new Swarm(retry({ delay: 2 })(timeout()(model))),
    impatient: new Swarm(timeout({ firstChunk: 300, idle: 300 })(model)),
  }));
};

const agentOf = (swarm: Swarm): Agent => {
  const helper = new Agent({ name: 'Helper' });
  function look(): string {
    return 'seen';
  }
  function later(): Promise<string> {
    return rest(3).then(() => 'seen later');
  }
  function fail(): never {
    throw new Error('It failed.');
  }
  function wait(): Promise<never> {
    return new Promise(() => undefined);
  }
  function stream(): Observable<never> {
    return NEVER;
  }
  function ask(): Observable<unknown> {
    return swarm.run({ agent: helper, messages: [{ role: 'user', content: 'Help me' }] });
  }
  return new Agent({ name: 'Looker', functions: [look, later, fail, wait, stream, ask] });
};

const stopping = ({ stop }: Lot): MonoTypeOperatorFunction<RunEvent> => {
  if (stop === 'never') return identity;
  return 'afterEvents' in stop ? take(stop.afterEvents) : takeUntil(timer(stop.afterTime));
};

const endOf = (event: RunEvent): string | undefined => {
  if (!('response' in event)) return undefined;
  const content = event.response.messages.at(-1)?.content;
  return content === ANSWER ? 'response' : `another answer: ${JSON.stringify(content)}`;
};

const failure = (error: unknown): string =>
  error instanceof SwarmError ? error.type : `no SwarmError: ${String(error)}`;

const runOne = (run: number, seed: number, swarms: ReturnType<typeof swarmsOf>): Observable<Ending> => {
  const lot = lotOf(run, seed);
  const { fault, transport } = lot;
  const ways = swarms[transport];
  const swarm = fault.isSilent ? ways?.impatient : ways?.patient;
  if (swarm === undefined) return EMPTY;
  return swarm
    .run({ agent: agentOf(swarm), messages: [{ role: 'user', content: String(run) }], ...fault.options })
    .pipe(
      stopping(lot),
      map(endOf),
      filter((how) => how !== undefined),
      catchError((error: unknown) => of(failure(error))),
      defaultIfEmpty(lot.stop === 'never' ? 'nothing' : 'stopped'),
      map((how) => ({ run, fault, how })),
    );
};

const isRight = ({ fault: { ends }, how }: Ending): boolean =>
  how === 'stopped' || how === ends || (ends as readonly string[]).includes(how);

type Tally = Pick<FaultSoakFigures, 'endings' | 'wrong' | 'stopped'>;

const counted = ({ endings, wrong, stopped }: Tally, ending: Ending): Tally => {
  const { run, fault, how } = ending;
  const before = endings[fault.name] ?? {};
  return {
    endings: { ...endings, [fault.name]: { ...before, [how]: (before[how] ?? 0) + 1 } },
    wrong: isRight(ending) ? wrong : [...wrong, `run ${String(run)}, ${fault.name}: ${how}`],
    stopped: stopped + (how === 'stopped' ? 1 : 0),
  };
};

/** Counts errors without a handler until `end` is called. */
const watchUnhandled = (): { readonly count: () => number; readonly end: () => void } => {
  let count = 0;
  const add = (): void => {
    count++;
  };
  const { onUnhandledError } = config;
  config.onUnhandledError = add;
  process.on('unhandledRejection', add);
  return {
    count: () => count,
    end: () => {
      config.onUnhandledError = onUnhandledError;
      process.off('unhandledRejection', add);
    },
  };
};

/** Milliseconds until the server must have no answer under way. A drain after `[DONE]` may take half a second. */
const DRAIN = 800;

/** Drops the requests that the server keeps, because they would pass for a leak. */
const forget = ({ requests }: ScriptedServer): void => {
  (requests as ReceivedRequest[]).length = 0;
};

/**
 * Runs many runs at once over loopback, each with a fault of its own, stops a third of them at random moments, and counts their
 * endings and leftovers. All share one server, because undici keeps state for each server.
 */
export const faultSoak = async (options: FaultSoakOptions): Promise<FaultSoakFigures> => {
  const { runs, concurrency, round = runs, seed = 1 } = options;
  const left = resourcesFromNow();
  const unhandled = watchUnhandled();
  const server = await scriptedServer(script(seed));
  const swarms = swarmsOf(server.url);
  const heaps: number[] = [];
  let tally: Tally = { endings: {}, wrong: [], stopped: 0 };
  for (let first = 0; first < runs; first += round) {
    const ended$ = range(first, Math.min(round, runs - first)).pipe(
      mergeMap((run) => runOne(run, seed, swarms), concurrency),
      reduce<Ending, Tally>(counted, tally),
    );
    tally = await lastValueFrom(ended$, { defaultValue: tally });
    await rest(DRAIN);
    forget(server);
    await collectGarbage();
    heaps.push(process.memoryUsage().heapUsed);
  }
  const { requests, underWay } = server.seen;
  await server.close();
  await rest(1500); // undici looks at its connections once a second
  unhandled.end();
  return {
    ...tally,
    requests,
    underWay,
    ...left(),
    unhandled: unhandled.count(),
    heaps,
  };
};
