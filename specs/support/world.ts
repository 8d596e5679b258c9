import {
  concat,
  concatMap,
  defer,
  finalize,
  from,
  map,
  NEVER,
  of,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { Agent, Result, Swarm, SwarmError } from 'rxswarm';
import type { RunEvent } from 'rxswarm';
import type { ChatCompletionChunk, ChatModel } from 'rxswarm/models';
import { bind } from './bind.ts';
import { call, calls, chunk, says } from './chunks.ts';

/** A run in virtual time that uses everything a run can use, and the counts of it. */
export interface World {
  readonly scheduler: VirtualTimeScheduler;
  readonly run$: Observable<RunEvent>;
  /** Requests, functions, inner runs and live inputs that began. */
  readonly begun: readonly string[];
  /** Those among them that have not ended. */
  readonly open: ReadonlySet<string>;
  /** Signals of the function calls, one a call, in order. */
  readonly signals: readonly AbortSignal[];
  /** Timers that have not fired yet. */
  readonly timers: () => number;
}

const messages = [{ role: 'user', content: 'Hello' }] as const;

/** Plays two turns. The first one breaks once on demand, then calls three functions at once, one of which hands off. */
export const world = ({ breaks = true } = {}): World => {
  const scheduler = new VirtualTimeScheduler();
  const begun: string[] = [];
  const open = new Set<string>();
  const signals: AbortSignal[] = [];

  const watched = <T>(what: string, source$: Observable<T>): Observable<T> =>
    defer(() => {
      const name = `${what} ${String(begun.length)}`;
      begun.push(name);
      open.add(name);
      return source$.pipe(finalize(() => open.delete(name)));
    });
  const slowly = <T>(...values: readonly T[]): Observable<T> =>
    from(values).pipe(concatMap((value) => timer(1, scheduler).pipe(map(() => value))));

  const inner = new Swarm(() => watched('inner request', slowly(...says('inside'))));
  const stream = (signal: AbortSignal): Observable<string> => {
    signals.push(signal);
    return watched('function', slowly('one', 'two'));
  };
  const ask = (signal: AbortSignal): Observable<RunEvent> => {
    signals.push(signal);
    return inner.run({ agent: new Agent({ name: 'Inner' }), messages });
  };
  const second = new Agent({ name: 'B' });
  const transfer = (signal: AbortSignal): Result => {
    signals.push(signal);
    return new Result({ agent: second, contextVariables: { mood: 'new' } });
  };
  const agent = new Agent({ name: 'A', functions: [stream, ask, transfer].map((fn) => bind(fn, ['$signal'])) });

  const broken = concat(
    slowly(chunk({ role: 'assistant', content: 'Hel' })),
    throwError(() => new SwarmError('network', 'reset', { retryAfter: 5 })),
  );
  let isBroken = !breaks;
  const turnOf = (asked: readonly unknown[]): Observable<ChatCompletionChunk> => {
    if (!isBroken) {
      isBroken = true;
      return broken;
    }
    return asked.length > 1
      ? slowly(...says('Hello'))
      : slowly(...calls(call('stream'), call('ask'), call('transfer')));
  };
  const model: ChatModel = (request) => watched('request', turnOf(request.messages));

  const run$ = new Swarm(model).run({
    agent,
    messages,
    contextVariables: watched('live input', concat(of({ mood: 'old' }), NEVER)),
    toolConcurrency: 2,
    turnRetries: 1,
    runTimeout: 10_000,
    functionTimeout: 1000,
    scheduler,
  });
  const timers = (): number => scheduler.actions.filter(({ closed }) => !closed).length;
  return { scheduler, run$, begun, open, signals, timers };
};
