/** A program that is measured next to rxswarm. A bound does only what cannot be avoided, and shows the floor. */
export interface ContestantEntry {
  readonly name: string;
  /** Module in `contestants/` that exports it as `contestant`. */
  readonly file: string;
  /** Packages of a peer, installed only when it takes part. Other contestants need no packages. */
  readonly packages: readonly string[];
}

const entry = (name: string, file: string, ...packages: readonly string[]): ContestantEntry => ({
  name,
  file,
  packages,
});

/** Name of the contestant by whose figures the others are divided. */
export const BOUND = 'fetch';

export const CONTESTANTS: readonly ContestantEntry[] = [
  entry('node:http', 'node-http'),
  entry('undici', 'undici'),
  entry(BOUND, 'fetch'),
  entry('operators', 'operators'),
  entry('operators undici', 'operators-undici'),
  entry('openai', 'openai'),
  entry('rxswarm http()', 'rxswarm-http'),
  entry('rxswarm retry()', 'rxswarm-retry'),
  entry('rxswarm fetch', 'rxswarm-fetch'),
  entry('rxswarm openai()', 'rxswarm-openai'),
  // Peers are the newest versions in the ranges that these adapters were written for.
  entry('@openai/agents', 'openai-agents', '@openai/agents@^0.20', 'openai', 'zod'),
  entry('ai', 'ai', 'ai', '@ai-sdk/openai-compatible', 'zod'),
  entry('langgraph', 'langgraph', '@langchain/langgraph@~1.3', '@langchain/openai', '@langchain/core', 'zod'),
];

export const isPeer = ({ packages }: ContestantEntry): boolean => packages.length > 0;
