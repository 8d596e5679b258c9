import { asyncScheduler, BehaviorSubject, defer, type SchedulerLike, switchMap, takeUntil, tap } from 'rxjs';
import { checkOption, SwarmError } from '../agent/errors.ts';
import type { ChatCompletionChunk, ChatModel } from '../messages/types.ts';
import { passed } from '../util/time-limit.ts';
import { finishes } from './stream/to-chunk.ts';
import { whenHeaders } from './transport/headers-listener.ts';

export interface TimeoutOptions {
  /** Milliseconds until the headers, where the chat model tells of them, else until the first chunk. Default `Infinity`. */
  readonly headers?: number;
  /** Milliseconds until the first chunk, counted from the request. A whole answer (`stream: false`) is one chunk. Default 5 minutes. */
  readonly firstChunk?: number;
  /** Milliseconds between two chunks, and between the last one and the end. Default 2 minutes. */
  readonly idle?: number;
  /** What counts the time. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** What is waited for. */
type Phase = 'headers' | 'firstChunk' | 'idle';

const LATE: Readonly<Record<Phase, string>> = {
  headers: 'The server did not answer',
  firstChunk: 'Nothing of the answer came',
  idle: 'Nothing more of the answer came',
};

const late = (phase: Phase, limit: number): SwarmError =>
  new SwarmError(
    'timeout',
    `${LATE[phase]} within ${String(limit / 1000)} s, which is what timeout({ ${phase} }) allows.`,
  );

/**
 * Gives up an answer that is silent for too long, and closes its connection. Silence after a `finish_reason` completes: the
 * answer is whole.
 */
export const timeout = ({
  headers = Infinity,
  firstChunk = 300_000,
  idle = 120_000,
  scheduler = asyncScheduler,
}: TimeoutOptions = {}): ((model: ChatModel) => ChatModel) => {
  const limits = { headers, firstChunk, idle };
  for (const [name, limit] of Object.entries(limits)) {
    checkOption(`timeout({ ${name} })`, limit, 'milliseconds above 0', limit > 0);
  }

  return (model) => (request) =>
    defer(() => {
      const phase$ = new BehaviorSubject<Phase>(headers < firstChunk ? 'headers' : 'firstChunk');
      let since = scheduler.now();
      let isFinished = false;

      const sawHeaders = (): void => {
        if (phase$.value === 'headers') phase$.next('firstChunk');
      };
      const saw = (chunk: ChatCompletionChunk): void => {
        since = scheduler.now();
        isFinished ||= finishes(chunk);
        if (phase$.value !== 'idle') phase$.next('idle');
      };
      const silence$ = phase$.pipe(
        switchMap((phase) =>
          passed(() => since + limits[phase], scheduler).pipe(
            tap(() => {
              if (!isFinished) throw late(phase, limits[phase]);
            }),
          ),
        ),
      );
      return model(whenHeaders(request, sawHeaders)).pipe(tap(saw), takeUntil(silence$));
    });
};
