import type { Observable } from 'rxjs';
import type { RunOptions } from '../agent/run-options.ts';
import type { ContextVariables } from '../messages/types.ts';

/** Where runs come from. Those of an iterable are pulled when they can begin; an Observable's wait in line for it. */
export type Runs<C extends object = ContextVariables, A = unknown, O = A> =
  Iterable<RunOptions<C, A, O>> | AsyncIterable<RunOptions<C, A, O>> | Observable<RunOptions<C, A, O>>;

export interface RunAllOptions {
  /** How many runs may be under way at once, from 1 up, or `Infinity`. Default 10. */
  readonly concurrency?: number;
  /**
   * `'completed'`: events are passed on as they come. `'input'`: those of a run are kept until all runs before it have
   * ended. Default `'completed'`.
   */
  readonly order?: 'completed' | 'input';
  /** With `order: 'input'`: how many runs may begin, beyond `concurrency`, while an earlier one lasts. Default 1000. */
  readonly ahead?: number;
  /** True: the first run that fails ends all, with its error. Default false: it is reported, and the others go on. */
  readonly failFast?: boolean;
}
