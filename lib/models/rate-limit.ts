import { defer, finalize, mergeMap, tap } from 'rxjs';
import { checkOption } from '../agent/errors.ts';
import type { ChatModel } from '../messages/types.ts';
import { limiter, type RateLimitOptions } from './limit/limiter.ts';
import { whenHeaders } from './transport/headers-listener.ts';

/** Puts a chat model within the limits. Of what waits, the higher `priority` is sent first; default 0. */
export type RateLimit = (model: ChatModel, options?: { readonly priority?: number }) => ChatModel;

/**
 * Keeps requests within limits: those that have to wait are sent in the order they came. All that one rate limit is put
 * around shares it, whatever chat models these are: make one for a process.
 *
 * The limits are the caller's, narrowed by what the server tells in `x-ratelimit-remaining-*` and `-reset-*`. A 429 holds
 * all for as long as it says, at most a minute; it is passed on, so that `retry()` around this asks again, in line. What
 * limits the time of a request, as `timeout()`, belongs within, or it counts the wait.
 *
 * @throws SwarmError `usage` for a limit that is none.
 */
export const rateLimit = (options: RateLimitOptions): RateLimit => {
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
          mergeMap(() => model(whenHeaders(request, ticket.listen))),
          tap({ next: ticket.read, error: ticket.fail }),
          finalize(ticket.leave),
        );
      });
};
