import { asyncScheduler, AsyncSubject, type Observable, type SchedulerLike } from 'rxjs';
import type { ChatCompletionChunk, ChatCompletionRequest, Usage } from '../../messages/types.ts';
import { clockOf } from '../../util/clock.ts';
import { brake } from './brake.ts';
import { gate } from './gate.ts';
import { meter } from './meter.ts';
import { tokenEstimate } from './tokens.ts';

/** The limits of `rateLimit()`. */
export interface RateLimitOptions {
  /** Requests in any sixty seconds, from 1 up. Default: no limit. */
  readonly requestsPerMinute?: number;
  /**
   * Tokens in any sixty seconds, from 1 up, prompt and completion together: estimated when a request comes, corrected when the
   * server has counted. Default: no limit.
   */
  readonly tokensPerMinute?: number;
  /** Requests under way at a time, from 1 up. Default: no limit. */
  readonly concurrency?: number;
  /**
   * Returns the tokens that a request will use; called with `tokensPerMinute` only. Default: a quarter of the characters, and
   * as many as `max_tokens` allows, else the mean of the answers so far.
   */
  readonly estimate?: (request: ChatCompletionRequest) => number;
  /** Times the waits. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** A request that may have to wait. */
export interface Ticket {
  /** Emits once, when the request may be sent, and completes. */
  readonly begins$: Observable<unknown>;
  /** Takes the headers of the response. */
  readonly listen: (headers: Headers) => void;
  /** Takes the chunks of the answer: one of the last brings the server's count. */
  readonly read: (chunk: ChatCompletionChunk) => void;
  /** Takes the error that the request ended with. */
  readonly fail: (error: unknown) => void;
  /** Takes note that the request has ended, or is not wanted any more. */
  readonly leave: () => void;
}

/** Gives each request its ticket. */
export type Limiter = (request: ChatCompletionRequest, priority: number) => Ticket;

/** Makes the limiter that all requests of one `rateLimit()` share. */
export const limiter = ({ scheduler = asyncScheduler, ...options }: RateLimitOptions): Limiter => {
  const { requestsPerMinute, tokensPerMinute, concurrency = Infinity } = options;
  const requests = meter('requests', requestsPerMinute);
  const tokens = meter('tokens', tokensPerMinute);
  const door = gate(concurrency, scheduler);
  const refused = brake();
  const estimated = tokenEstimate();
  const { estimate = estimated.of } = options;
  /** Looked up each time, because a spec may make the default scheduler virtual later. */
  const now = (): number => clockOf(scheduler)();

  const wait = (amount: number): number => {
    const moment = now();
    return Math.max(refused.wait(moment), requests.wait(1, moment), tokens.wait(amount, moment));
  };
  const begin = (amount: number) => {
    const moment = now();
    const counts = [requests.begin(1, moment), tokens.begin(amount, moment)] as const;
    return {
      listen: (headers: Headers) => counts.forEach((count) => count.note(headers, now())),
      correct: (used: number) => counts[1].correct(used),
    };
  };

  return (request, priority) => {
    // The estimate is left out where no tokens are limited.
    const amount = tokensPerMinute === undefined ? 0 : estimate(request);
    const begins$ = new AsyncSubject<unknown>();
    let begun: ReturnType<typeof begin> | undefined;
    let counted: Usage | undefined;
    const item = {
      priority,
      wait: () => wait(amount),
      begin: () => {
        begun = begin(amount);
        begins$.next(undefined);
        begins$.complete();
      },
    };
    door.enter(item);
    return {
      begins$,
      listen(headers) {
        begun?.listen(headers);
        door.open();
      },
      read({ usage }) {
        refused.release();
        if (!usage) return;
        counted = usage;
        begun?.correct(usage.total_tokens);
        door.open();
      },
      fail(error) {
        if (refused.press(error, now())) door.open();
      },
      leave() {
        if (counted) estimated.learn(counted);
        door.leave(item);
      },
    };
  };
};
