import { asyncScheduler, AsyncSubject, type Observable, type SchedulerLike } from 'rxjs';
import type { ChatCompletionChunk, ChatCompletionRequest, Usage } from '../../messages/types.ts';
import { brake } from './brake.ts';
import { gate } from './gate.ts';
import { meter } from './meter.ts';
import { tokenEstimate } from './tokens.ts';

/** A request that may have to wait. */
export interface Ticket {
  /** Emits once, when it may be sent, and completes. */
  readonly begins$: Observable<unknown>;
  /** Takes what the server tells before its answer. */
  readonly listen: (headers: Headers) => void;
  /** Takes the chunks of its answer: one of the last brings the server's count. */
  readonly read: (chunk: ChatCompletionChunk) => void;
  readonly fail: (error: unknown) => void;
  /** It has ended, or is not wanted any more. */
  readonly leave: () => void;
}

/** Gives each request its ticket. */
export type Limiter = (request: ChatCompletionRequest, priority: number) => Ticket;

export const limiter = ({ scheduler = asyncScheduler, ...options }: RateLimitOptions): Limiter => {
  const { requestsPerMinute, tokensPerMinute, concurrency = Infinity } = options;
  const requests = meter('requests', requestsPerMinute);
  const tokens = meter('tokens', tokensPerMinute);
  const door = gate(concurrency, scheduler);
  const refused = brake();
  const estimated = tokenEstimate();
  const { estimate = estimated.of } = options;

  const wait = (amount: number): number => {
    const now = scheduler.now();
    return Math.max(refused.wait(now), requests.wait(1, now), tokens.wait(amount, now));
  };
  const begin = (amount: number) => {
    const now = scheduler.now();
    const counts = [requests.begin(1, now), tokens.begin(amount, now)] as const;
    return {
      listen: (headers: Headers) => counts.forEach((count) => count.note(headers, scheduler.now())),
      correct: (used: number) => counts[1].correct(used),
    };
  };

  return (request, priority) => {
    // Nobody pays for an estimate that limits nothing.
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
        if (refused.press(error, scheduler.now())) door.open();
      },
      leave() {
        if (counted) estimated.learn(counted);
        door.leave(item);
      },
    };
  };
};

export interface RateLimitOptions {
  /** In any sixty seconds, from 1 up. Default: no limit. */
  readonly requestsPerMinute?: number;
  /**
   * In any sixty seconds, from 1 up, prompt and completion together: estimated when a request comes, corrected when the
   * server has counted. Default: no limit.
   */
  readonly tokensPerMinute?: number;
  /** How many requests may be under way at once, from 1 up. Default: no limit. */
  readonly concurrency?: number;
  /**
   * How many tokens a request will use, asked with `tokensPerMinute` only. Default: a quarter of the characters, and what
   * `max_tokens` allows, else the mean of the answers so far.
   */
  readonly estimate?: (request: ChatCompletionRequest) => number;
  /** Times the waits. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}
