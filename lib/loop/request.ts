import type { Agent } from '../agent/agent.ts';
import { NO_PARAMETERS } from '../agent/function-schema.ts';
import type { Offer, Output } from '../agent/output.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import type { RunOptions } from '../agent/run-options.ts';
import { type History, lastCaller, writtenTo } from '../messages/history.ts';
import { writeOnce } from '../messages/json-once.ts';
import type { ChatCompletionRequest, Message, Tool, ToolChoice } from '../messages/types.ts';

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
    ...toolFields(offer, agent, history),
    ...(offer.format && { response_format: offer.format }),
    messages: toMessages(instructions, history),
  };
};

const toolFields = (
  { tools, choice }: Offer,
  { parallelToolCalls }: Agent,
  { called }: History,
): Partial<ChatCompletionRequest> => {
  // Claude behind proxies refuses a conversation with calls in it that comes without tools.
  if (tools.length === 0)
    return called.size === 0 ? {} : { tools: [...called].map(toDeclaration), tool_choice: 'none' };
  return { tools, ...(choice && { tool_choice: choice }), ...(!parallelToolCalls && { parallel_tool_calls: false }) };
};

/** Declares a function that another agent called earlier and this one cannot call. */
const toDeclaration = (name: string): Tool => ({
  type: 'function',
  function: { name, parameters: NO_PARAMETERS, strict: false },
});

/** The messages as they are now. Frozen, because their JSON is put together from parts that were written before. */
const toMessages = (instructions: string, history: History): readonly Message[] => {
  const system: readonly Message[] = instructions === '' ? [] : [{ role: 'system', content: instructions }];
  const messages = system.concat(history.sent);
  const write = (): string | undefined => {
    const rest = writtenTo(history, messages.length - system.length);
    return rest === undefined
      ? undefined
      : `[${[...system.map((one) => JSON.stringify(one)), rest].filter(Boolean).join()}]`;
  };
  return Object.freeze(writeOnce(messages, write));
};

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
