import { asyncScheduler, defer, map, merge, of, type SchedulerLike, take } from 'rxjs';
import { asError, SwarmError } from '../../agent/errors.ts';
import { awaited, isPromiseLike } from '../../util/promise.ts';
import { timeLimit } from '../../util/time-limit.ts';
import { abortOf } from './abort-of.ts';

/** The limits of a wait for a hook. */
export interface HookWait {
  /** The hook's name, for the error. */
  readonly name: string;
  readonly request: Request;
  /** Milliseconds. */
  readonly timeout: number;
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Calls a hook of the server's owner and waits for its value, at most as long as the client and the limit allow.
 *
 * @throws The hook's own error, the reason of the request's abortion, or a SwarmError `timeout`.
 */
export const callHook = <T>(
  hook: () => T | PromiseLike<T>,
  { name, request, timeout, scheduler = asyncScheduler }: HookWait,
): Promise<T> => {
  const value$ = defer(() => {
    const value = hook();
    return isPromiseLike(value) ? awaited(value) : of(value);
  });
  const gone$ = abortOf(request).pipe(
    map((): never => {
      throw asError(request.signal.reason);
    }),
  );
  const tooLate = () => new SwarmError('timeout', `\`${name}\` took longer than ${timeout} ms.`);
  const limited$ = merge(gone$, value$).pipe(timeLimit(scheduler.now() + timeout, scheduler, tooLate));
  return new Promise((resolve, reject) => {
    limited$.pipe(take(1)).subscribe({ next: resolve, error: reject });
  });
};

/** Calls a hook whose result does not matter. What it throws or rejects with is dropped, because it must not end a run. */
export const callQuietly = (hook: () => unknown): void => {
  try {
    ignoreRejection(hook());
  } catch {
    // The error is the hook's own concern.
  }
};

/** Keeps a promise that a synchronous hook returned by mistake from ending the process when it rejects. */
export const ignoreRejection = (value: unknown): void => {
  if (isPromiseLike(value)) value.then(undefined, () => undefined);
};
