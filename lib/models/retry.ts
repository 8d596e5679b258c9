import {
  asyncScheduler,
  defer,
  type Observable,
  retry as again,
  type SchedulerLike,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { amended, checkOption, isWorthRetrying, retryWait, SwarmError } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatModel } from '../messages/types.ts';
import { captureContext, subscribedIn } from '../util/async-context.ts';

/** How often and after which waits `retry()` asks again. */
export interface RetryOptions {
  /** Further requests after the first, a whole number from 0 up. Default: 2. */
  readonly retries?: number;
  /** Milliseconds before the second request; doubled before each further one, and shortened by up to a quarter. Default: 500. */
  readonly delay?: number;
  /** The longest such wait, in milliseconds. Default: 8000. */
  readonly maxDelay?: number;
  /** Returns how much of the quarter is taken off, from 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number;
  /** The clock of the waits. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * Asks again after a failure, unless something of the answer was emitted: after connection errors, timeouts, answers that
 * broke off or were no completion, and the statuses 408, 409, 429 and 5xx. Not after a final error, such as a used-up quota.
 * Waits as long as the server asks, up to a minute, else longer and longer; unsubscribing ends the wait. The last error
 * carries `attempts`.
 *
 * @example
 * const patient = retry({ retries: 5 })(timeout()(http()));
 *
 * @throws SwarmError `usage` for options out of range.
 */
export const retry = (options: RetryOptions = {}): ((model: ChatModel) => ChatModel) => {
  refuseUnknown('retry()', options, OPTIONS);
  const { retries = 2, delay = 500, maxDelay = 8000, random = Math.random, scheduler = asyncScheduler } = options;
  checkOption('retry({ retries })', retries, 'a whole number from 0 up', Number.isInteger(retries) && retries >= 0);
  checkOption('retry({ delay })', delay, 'milliseconds from 0 up', delay >= 0);
  checkOption('retry({ maxDelay })', maxDelay, 'milliseconds from 0 up', maxDelay >= 0);

  const backoff = (attempt: number): number => Math.min(maxDelay, delay * 2 ** (attempt - 1)) * (1 - random() / 4);

  return (model) => (request) =>
    defer(() => {
      let isShown = false;
      const next = (error: Error, attempts: number): Observable<unknown> =>
        !isShown && attempts <= retries && isWorthRetrying(error)
          ? timer(retryWait(error) ?? backoff(attempts), scheduler)
          : throwError(() => (error instanceof SwarmError ? amended(error, { attempts }) : error));
      return defer(() => model(request)).pipe(
        subscribedIn(captureContext()),
        tap(() => {
          isShown = true;
        }),
        again({ delay: next }),
      );
    });
};

const OPTIONS: readonly (keyof RetryOptions)[] = ['retries', 'delay', 'maxDelay', 'random', 'scheduler'];
