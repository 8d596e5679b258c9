/** What is measured beside rxswarm. A bound does what cannot be avoided and nothing else; it says how low the floor is. */
export interface ContestantEntry {
  readonly name: string;
  /** The module in `contestants/` whose `contestant` it is. */
  readonly file: string;
  /** Whether its packages are installed only when asked for. */
  readonly isPeer: boolean;
}

const entry = (name: string, file = name): ContestantEntry => ({ name, file, isPeer: false });
export const peer = (name: string, file: string): ContestantEntry => ({ name, file, isPeer: true });

/** The one whose figures the others are divided by. */
export const BOUND = 'fetch';

export const CONTESTANTS: readonly ContestantEntry[] = [
  entry('node:http', 'node-http'),
  entry('undici'),
  entry(BOUND),
  entry('operators'),
  entry('openai'),
  entry('rxswarm http()', 'rxswarm-http'),
  entry('rxswarm fetch', 'rxswarm-fetch'),
];

/** Without versions: what is current when the benchmark is run. What was installed is told beside the figures. */
export const PEER_PACKAGES: readonly string[] = [
  ...['@openai/agents', 'openai', 'zod'],
  ...['ai', '@ai-sdk/openai-compatible'],
  ...['@langchain/langgraph', '@langchain/openai', '@langchain/core'],
];
