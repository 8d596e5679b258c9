import type { Agent } from './agent.ts';
import type { SwarmError } from './errors.ts';
import type { Response, RunEvent } from './response.ts';

/** What one of many runs came to: the place of its options among the inputs, from 0, and its response or its error. */
export type RunResult<A extends { readonly name: string } = Agent> =
  | { readonly index: number; readonly response: Response<A>; readonly error?: never }
  | { readonly index: number; readonly error: SwarmError; readonly response?: never };

/** What one of many runs emits, and, last, what it failed with if it did. */
export type RunAllEvent<A extends { readonly name: string } = Agent> =
  | { readonly index: number; readonly event: RunEvent<A>; readonly error?: never }
  | { readonly index: number; readonly error: SwarmError; readonly event?: never };
