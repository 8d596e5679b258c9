import type { Agent } from '../agent.ts';
import type { Output, RunOptions } from '../types.ts';

/** What an agent's answer has to be, if anything: the run's word goes before the agent's own. */
export const wantedOutput = (agent: Agent, options: Pick<RunOptions, 'output'>): Output | undefined =>
  options.output ?? agent.output;
