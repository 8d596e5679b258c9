import { Agent } from './agent/agent.ts';
import type { RunOptions } from './agent/run-options.ts';
import type { Output } from './agent/output.ts';
import type { ContextVariables } from './messages/types.ts';

/** What else may be said of an extraction: another agent, `modelOverride`, limits of time. */
export type ExtractOptions = Partial<Omit<RunOptions, 'messages' | 'output'>>;

const extractor = new Agent({
  name: 'Extractor',
  instructions: 'Extract from the text what is asked for. Say only what the text says; invent nothing.',
});

/** The run that reads a text for an output. */
export const extraction = <T>(
  output: Output<T>,
  text: string,
  options: ExtractOptions,
): RunOptions<ContextVariables, unknown, T> => ({
  agent: extractor,
  ...options,
  output,
  messages: [{ role: 'user', content: text }],
});
