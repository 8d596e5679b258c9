import type { Agent } from '../agent/agent.ts';
import type { Offer, Output } from '../agent/output.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import type { RunOptions } from '../agent/run-options.ts';
import { type History, lastCaller } from '../messages/history.ts';
import { sharing } from '../messages/kept.ts';
import { isShown } from '../messages/waiting.ts';
import type { ChatCompletionRequest, Message, ToolChoice } from '../messages/types.ts';

/** Builds the request of a turn. */
export const toRequest = (
  { agent, tools, parameters, stream }: PreparedAgent,
  instructions: string,
  history: History,
  modelOverride: string | undefined,
  output?: Output,
): ChatCompletionRequest => {
  const choice = toolChoice(agent, history.messages);
  const offer = output ? output.offer(tools, choice) : { tools, choice };
  return {
    model: modelOf(agent, modelOverride),
    stream,
    ...parameters,
    ...toolFields(offer, agent),
    ...(offer.format && { response_format: offer.format }),
    messages: toMessages(instructions, history),
  };
};

const toolFields = ({ tools, choice }: Offer, { parallelToolCalls }: Agent): Partial<ChatCompletionRequest> => {
  if (tools.length === 0) return {};
  return { tools, ...(choice && { tool_choice: choice }), ...(!parallelToolCalls && { parallel_tool_calls: false }) };
};

/** The messages as they are now, without any that is added later. */
const toMessages = (instructions: string, { messages, kept }: History): readonly Message[] =>
  sharing([...system(instructions), ...messages.filter(isShown)], kept);

const system = (instructions: string): readonly Message[] =>
  instructions === '' ? [] : [{ role: 'system', content: instructions }];

/** Returns the name of the model that the endpoint is asked for. */
export const modelOf = (agent: Agent, modelOverride: string | undefined): string => modelOverride || agent.model;

/** A forced choice holds until the agent has called, because sent again after each answer it would loop for ever. */
const toolChoice = (agent: Agent, messages: readonly Message[]): ToolChoice | undefined => {
  const forced = typeof agent.toolChoice === 'object' || agent.toolChoice === 'required';
  const caller = forced ? lastCaller(messages) : undefined;
  return caller !== undefined && (caller.sender ?? agent.name) === agent.name ? 'auto' : agent.toolChoice;
};

/** Returns the output that the answer has to be, if there is one: the run's goes before the agent's own. */
export const wantedOutput = (agent: Agent, options: Pick<RunOptions, 'output'>): Output | undefined =>
  options.output ?? agent.output;
