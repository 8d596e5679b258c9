import type { Queue } from 'bullmq';
import {
  asyncScheduler,
  AsyncSubject,
  catchError,
  concatMap,
  defer,
  EMPTY,
  finalize,
  from,
  ignoreElements,
  mergeMap,
  type Observable,
  repeat,
  Subject,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { asError, checkOption, MAX_WAIT } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatModel, Usage } from '../messages/types.ts';
import { retryAfter } from '../models/errors/retry-after.ts';
import { brake } from '../models/limit/brake.ts';
import type { RateLimitOptions } from '../models/limit/limiter.ts';
import { tokenEstimate } from '../models/limit/tokens.ts';
import { listenedTo } from '../models/transport/exchange-listener.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import { randomId } from '../util/random-id.ts';
import { execute } from './redis/redis.ts';

/** Options of `sharedRateLimit()`, as `rateLimit()` has them. A bound of parallel requests is each process's own: put `rateLimit({ concurrency })` inside. */
export interface SharedRateLimitOptions extends Pick<
  RateLimitOptions,
  'requestsPerMinute' | 'tokensPerMinute' | 'estimate'
> {
  /** Names the limit, such as an account: all processes that use the same key and Redis share it, on any queue. */
  readonly key: string;
}

const OPTIONS: readonly (keyof SharedRateLimitOptions)[] = ['key', 'requestsPerMinute', 'tokensPerMinute', 'estimate'];

/** The most milliseconds until Redis is asked again, because real usage may differ from the estimates. */
const LOOK = 1000;

/**
 * Limits the requests of all processes together, counted in the Redis of a queue. The requests of a process are sent in the
 * order they came. Only the first in line asks Redis, so waiting costs a round trip a second. Each request and its answer
 * stay in the asynchronous context of their subscriber.
 *
 * A 429 at one worker, or an answer whose headers say that nothing is left, holds all requests as long as it asks, at most a
 * minute. The error is passed on, so that `retry()` around this asks again, in line. Unsubscribing ends the wait and gives the
 * counted amount back. A request errors with a SwarmError `network` where Redis fails.
 *
 * @throws SwarmError `usage` for an unknown option or a limit below 1.
 * @example
 * const limit = sharedRateLimit(queue, { key: 'openai', requestsPerMinute: 500, tokensPerMinute: 200_000 });
 * const swarm = new Swarm(retry()(limit(timeout()(http()))));
 */
export const sharedRateLimit = (queue: Queue, options: SharedRateLimitOptions): ((model: ChatModel) => ChatModel) => {
  refuseUnknown('sharedRateLimit()', options, OPTIONS);
  const { key, requestsPerMinute = Infinity, tokensPerMinute = Infinity } = options;
  for (const [name, limit] of Object.entries({ requestsPerMinute, tokensPerMinute })) {
    checkOption(`sharedRateLimit({ ${name} })`, limit, 'a number from 1 up', limit >= 1);
  }
  const keys = [`rxswarm:limit:{${key}}`, `rxswarm:limit:{${key}}:moments`];
  const limits = [requestsPerMinute, tokensPerMinute].map((limit) => (limit === Infinity ? '' : limit));
  const refused = brake();
  const estimated = tokenEstimate();
  const { estimate = estimated.of } = options;
  const line$ = new Subject<Observable<unknown>>();
  line$.pipe(concatMap((wait$) => wait$.pipe(catchError(() => EMPTY)))).subscribe({ error: () => undefined });

  const tell = (name: 'correct' | 'hold', ...args: readonly (string | number)[]): void => {
    execute(queue, name, keys, args).catch(() => undefined);
  };
  /** Completes when the request has been counted. */
  const admitted = (id: string, amount: number): Observable<never> => {
    let wait = 0;
    return defer(() => from(execute(queue, 'reserve', keys, [id, amount, ...limits]))).pipe(
      tap((answer) => (wait = Number(answer))),
      repeat({ delay: () => (wait > 0 ? timer(Math.min(wait, LOOK)) : EMPTY) }),
      ignoreElements(),
    );
  };

  return (model) => (request) =>
    defer(() => {
      const id = randomId();
      const amount = tokensPerMinute === Infinity ? 0 : Math.ceil(estimate(request));
      const begins$ = new AsyncSubject<true>();
      const gone$ = new AsyncSubject<true>();
      let isBegun = false;
      let counted: Usage | undefined;
      const listen = (headers: Headers): void => {
        const wait = retryAfter(headers, Date.now()) ?? 0;
        if (wait > 0) tell('hold', Math.min(wait, MAX_WAIT));
      };
      const press = (error: unknown): void => {
        const now = asyncScheduler.now();
        if (refused.press(error, now)) tell('hold', Math.ceil(Math.max(0, refused.wait(now))));
      };
      const begin = (): void => {
        isBegun = true;
        begins$.next(true);
        begins$.complete();
      };
      line$.next(
        admitted(id, amount).pipe(
          tap({ complete: begin, error: (error: unknown) => begins$.error(asError(error)) }),
          takeUntil(gone$),
        ),
      );
      return begins$.pipe(
        inSubscriberContext(),
        mergeMap(() => model(listenedTo(request, { headers: listen }))),
        tap({
          next: ({ usage }) => {
            refused.release();
            if (!usage) return;
            counted = usage;
            tell('correct', id, usage.total_tokens);
          },
          error: press,
        }),
        finalize(() => {
          // Emitted once and kept, because the request may still be in line.
          gone$.next(true);
          gone$.complete();
          if (counted) estimated.learn(counted);
          if (!isBegun) tell('correct', id, '');
        }),
      );
    });
};
