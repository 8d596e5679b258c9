import { asyncScheduler, BehaviorSubject, defer, type SchedulerLike, switchMap, takeUntil, tap } from 'rxjs';
import { checkOption, SwarmError } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatCompletionChunk, ChatModel } from '../messages/types.ts';
import { clockOf } from '../util/clock.ts';
import { passed } from '../util/time-limit.ts';
import { finishes } from './stream/to-chunk.ts';
import { listenedTo } from './transport/exchange-listener.ts';

/** The limits of `timeout()`. `Infinity` is no limit. */
export interface TimeoutOptions {
  /** Milliseconds until the headers, where the chat model tells of them, else until the first chunk. Default: `Infinity`. */
  readonly headers?: number;
  /** Milliseconds until the first chunk, counted from the request. A whole answer (`stream: false`) is one chunk. Default: 5 minutes. */
  readonly firstChunk?: number;
  /**
   * Milliseconds of silence after the first chunk, until the next one or the end. Where the chat model tells of its reads, as
   * wires do, a server's keep-alive comments break the silence too. Default: 2 minutes.
   */
  readonly idle?: number;
  /** The clock of the limits. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** The event that is waited for. */
type Phase = 'headers' | 'firstChunk' | 'idle';

const LATE: Readonly<Record<Phase, string>> = {
  headers: 'The server did not answer',
  firstChunk: 'The first chunk of the answer did not come',
  idle: 'The rest of the answer did not come',
};

const timeoutError = (phase: Phase, limit: number): SwarmError =>
  new SwarmError('timeout', `${LATE[phase]} within ${String(limit / 1000)} s: timeout({ ${phase} }) allows no more.`);

/**
 * Gives up an answer that is silent for too long, with an error of type `timeout`, and closes its connection. Silence after a
 * `finish_reason` completes, because the answer is whole.
 *
 * @example
 * const impatient = timeout({ firstChunk: 10_000, idle: 5_000 })(http());
 *
 * @throws SwarmError `usage` for a limit that is not above 0.
 */
export const timeout = (options: TimeoutOptions = {}): ((model: ChatModel) => ChatModel) => {
  refuseUnknown('timeout()', options, OPTIONS);
  const { headers = Infinity, firstChunk = 300_000, idle = 120_000, scheduler = asyncScheduler } = options;
  const limits = { headers, firstChunk, idle };
  for (const [name, limit] of Object.entries(limits)) {
    checkOption(`timeout({ ${name} })`, limit, 'milliseconds above 0', limit > 0);
  }

  return (model) => (request) =>
    defer(() => {
      const now = clockOf(scheduler);
      const phase$ = new BehaviorSubject<Phase>(headers < firstChunk ? 'headers' : 'firstChunk');
      let since = now();
      let isFinished = false;

      const sawHeaders = (): void => {
        if (phase$.value === 'headers') phase$.next('firstChunk');
      };
      const sawRead = (): void => {
        if (phase$.value === 'idle') since = now();
      };
      const sawChunk = (chunk: ChatCompletionChunk): void => {
        since = now();
        isFinished ||= finishes(chunk);
        if (phase$.value !== 'idle') phase$.next('idle');
      };
      const silence$ = phase$.pipe(
        switchMap((phase) =>
          passed(() => since + limits[phase], scheduler, now).pipe(
            tap(() => {
              if (!isFinished) throw timeoutError(phase, limits[phase]);
            }),
          ),
        ),
      );
      return model(listenedTo(request, { headers: sawHeaders, read: sawRead })).pipe(
        tap(sawChunk),
        takeUntil(silence$),
      );
    });
};

const OPTIONS: readonly (keyof TimeoutOptions)[] = ['headers', 'firstChunk', 'idle', 'scheduler'];
