import { AsyncSubject, asyncScheduler, type Observable } from 'rxjs';
import type { ChatCompletionChunk, ChatCompletionRequest } from '../../types.ts';
import { headersOf } from '../answer-headers.ts';
import type { RateLimitOptions } from '../rate-limit.ts';
import { brake } from './brake.ts';
import { completionEstimate } from './completion-estimate.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { gate } from './gate.ts';
import { meter } from './meter.ts';

/** A request that may have to wait. */
export interface Ticket {
  /** Emits once, when it may be sent, and completes. */
  readonly begins$: Observable<unknown>;
  /** Takes the chunks of its answer: the first brings the server's headers, one of the last its count. */
  read(chunk: ChatCompletionChunk, index: number): void;
  fail(error: unknown): void;
  /** It has ended, or is not wanted any more. */
  leave(): void;
}

/** Gives each request its ticket. */
export type Limiter = (request: ChatCompletionRequest, priority: number) => Ticket;

export const limiter = ({ scheduler = asyncScheduler, ...options }: RateLimitOptions): Limiter => {
  const { requestsPerMinute, tokensPerMinute, maxConcurrent = Infinity } = options;
  const requests = meter('requests', requestsPerMinute);
  const tokens = meter('tokens', tokensPerMinute);
  const door = gate(maxConcurrent, scheduler);
  const refused = brake();
  const completions = completionEstimate();
  const estimated = (request: ChatCompletionRequest) => estimateTokens(request) + completions.of(request);
  const { estimate = estimated } = options;

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
      read(chunk, index) {
        const headers = index === 0 ? headersOf(chunk) : undefined;
        if (index === 0) refused.release();
        if (headers) begun?.listen(headers);
        if (chunk.usage) {
          begun?.correct(chunk.usage.total_tokens);
          completions.learn(chunk.usage);
        }
        if (headers || chunk.usage) door.open();
      },
      fail(error) {
        if (refused.press(error, scheduler.now())) door.open();
      },
      leave() {
        door.leave(item);
      },
    };
  };
};
