import { defer, finalize, mergeMap, tap } from 'rxjs';
import { checkOption } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { ChatModel } from '../messages/types.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import { limiter, type RateLimitOptions } from './limit/limiter.ts';
import { listenedTo } from './transport/exchange-listener.ts';

/** Puts a chat model within the limits. Of the requests that wait, the one with the highest `priority` (default 0) goes first. */
export type RateLimit = (model: ChatModel, options?: { readonly priority?: number }) => ChatModel;

/**
 * Keeps requests within limits: those that have to wait are sent in the order they came. All chat models that one rate limit is
 * put around share it: make one for a process.
 *
 * The limits are the caller's, narrowed by the server's own in `x-ratelimit-remaining-*` and `-reset-*`. A 429 holds all
 * requests for as long as it says, at most a minute; it is passed on, so that `retry()` around this asks again, in line.
 * `timeout()` belongs within, because it would count the wait.
 *
 * @example
 * const limited = rateLimit({ requestsPerMinute: 500, concurrency: 20 });
 * const model = retry()(limited(timeout()(http())));
 *
 * @throws SwarmError `usage` for a limit below 1.
 */
export const rateLimit = (options: RateLimitOptions): RateLimit => {
  refuseUnknown('rateLimit()', options, OPTIONS);
  for (const name of ['requestsPerMinute', 'tokensPerMinute', 'concurrency'] as const) {
    const limit = options[name] ?? Infinity;
    checkOption(`rateLimit({ ${name} })`, limit, 'a number from 1 up', limit >= 1);
  }
  const ticketFor = limiter(options);
  return (model, { priority = 0 } = {}) =>
    (request) =>
      defer(() => {
        const ticket = ticketFor(request, priority);
        return ticket.begins$.pipe(
          // Another request, by its end, may be the one that lets this one begin.
          inSubscriberContext(),
          mergeMap(() => model(listenedTo(request, { headers: ticket.listen }))),
          tap({ next: ticket.read, error: ticket.fail }),
          finalize(ticket.leave),
        );
      });
};

const OPTIONS: readonly (keyof RateLimitOptions)[] = [
  'requestsPerMinute',
  'tokensPerMinute',
  'concurrency',
  'estimate',
  'scheduler',
];
