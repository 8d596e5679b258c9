import type { Agent } from '../agent/agent.ts';
import type { RunOptions } from '../agent/run-options.ts';
import type { Output } from '../agent/output.ts';

/** What an agent's answer has to be, if anything: the run's word goes before the agent's own. */
export const wantedOutput = (agent: Agent, options: Pick<RunOptions, 'output'>): Output | undefined =>
  options.output ?? agent.output;
