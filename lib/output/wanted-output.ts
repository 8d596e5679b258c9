import type { Agent } from '../agent.ts';
import type { RunOptions } from '../run-options.ts';
import type { Output } from './types.ts';

/** What an agent's answer has to be, if anything: the run's word goes before the agent's own. */
export const wantedOutput = (agent: Agent, options: Pick<RunOptions, 'output'>): Output | undefined =>
  options.output ?? agent.output;
