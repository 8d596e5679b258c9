import type { Agent } from './agent/agent.ts';
import type { Response } from './messages/types.ts';

/** Where a run stands between two steps, as data: with what the run began with, all that it takes to go on. */
export interface Checkpoint<A extends { readonly name: string } = Agent> {
  /** So far. It may end in calls that are not answered yet: they are executed first. */
  readonly response: Response<A>;
  /** Completions so far. */
  readonly turns: number;
  /** Whether the last one was the answer: nothing is left but to respond. */
  readonly answered: boolean;
  /** How many answers were not the output that was asked for. */
  readonly rejected?: number;
}
