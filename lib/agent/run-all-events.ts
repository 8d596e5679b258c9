import type { Agent } from './agent.ts';
import type { SwarmError } from './errors.ts';
import type { Response, RunEvent } from './response.ts';

/** The end of one of many runs: `index` is the place of its options among the inputs, from 0. Has a response or an error. */
export type RunResult<A extends { readonly name: string } = Agent> =
  | { readonly index: number; readonly response: Response<A>; readonly error?: never }
  | { readonly index: number; readonly error: SwarmError; readonly response?: never };

/** An event of one of many runs, or the error that ended it. `index` is the place of its options among the inputs, from 0. */
export type RunAllEvent<A extends { readonly name: string } = Agent> =
  | { readonly index: number; readonly event: RunEvent<A>; readonly error?: never }
  | { readonly index: number; readonly error: SwarmError; readonly event?: never };
