import type { Agent } from './agent.ts';
import type { SwarmError } from './errors.ts';
import type { Response, RunEvent } from './response.ts';

/** The end of one of many runs: `index` is the place of its options among the inputs, from 0. Has a response or an error. */
export type RunResult<A extends { readonly name: string } = Agent> =
  | {
      /** The place of the run's options among the inputs, from 0. */
      readonly index: number;
      /** State of the run at its end. */
      readonly response: Response<A>;
      /** Absent: the run ended with a response. */
      readonly error?: never;
    }
  | {
      /** The place of the run's options among the inputs, from 0. */
      readonly index: number;
      /** The error that ended the run; it carries the response so far. */
      readonly error: SwarmError;
      /** Absent: the run failed. */
      readonly response?: never;
    };

/** An event of one of many runs, or the error that ended it. `index` is the place of its options among the inputs, from 0. */
export type RunAllEvent<A extends { readonly name: string } = Agent> =
  | {
      /** The place of the run's options among the inputs, from 0. */
      readonly index: number;
      /** The event, as `run()` emits it. */
      readonly event: RunEvent<A>;
      /** Absent: the run has not failed. */
      readonly error?: never;
    }
  | {
      /** The place of the run's options among the inputs, from 0. */
      readonly index: number;
      /** The error that ended the run; it carries the response so far. */
      readonly error: SwarmError;
      /** Absent: the run failed. */
      readonly event?: never;
    };
