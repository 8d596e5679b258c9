/** What is measured beside rxswarm. A bound does what cannot be avoided and nothing else; it says how low the floor is. */
export interface ContestantEntry {
  readonly name: string;
  /** The module in `contestants/` whose `contestant` it is. */
  readonly file: string;
  /** What a peer needs, installed only when it is asked for; nothing: it is no peer. */
  readonly packages: readonly string[];
}

const entry = (name: string, file: string, ...packages: readonly string[]): ContestantEntry => ({
  name,
  file,
  packages,
});

/** The one whose figures the others are divided by. */
export const BOUND = 'fetch';

export const CONTESTANTS: readonly ContestantEntry[] = [
  entry('node:http', 'node-http'),
  entry('undici', 'undici'),
  entry(BOUND, 'fetch'),
  entry('operators', 'operators'),
  entry('operators undici', 'operators-undici'),
  entry('openai', 'openai'),
  entry('rxswarm http()', 'rxswarm-http'),
  entry('rxswarm fetch', 'rxswarm-fetch'),
  entry('rxswarm openai()', 'rxswarm-openai'),
  // What is current when the benchmark is run, within what these adapters were written for.
  entry('@openai/agents', 'openai-agents', '@openai/agents@^0.20', 'openai', 'zod'),
  entry('ai', 'ai', 'ai', '@ai-sdk/openai-compatible', 'zod'),
  entry('langgraph', 'langgraph', '@langchain/langgraph@~1.3', '@langchain/openai', '@langchain/core', 'zod'),
];

export const isPeer = ({ packages }: ContestantEntry): boolean => packages.length > 0;
