import type { Agent } from '../agent/agent.ts';
import type { Offer, Output } from '../agent/output.ts';
import type { PreparedAgent } from '../agent/prepare.ts';
import type { RunOptions } from '../agent/run-options.ts';
import { type History, lastCaller, writtenTo } from '../messages/history.ts';
import { writeOnce } from '../messages/json-once.ts';
import type { ChatCompletionRequest, Message, ToolChoice } from '../messages/types.ts';

/** What the chat model is asked for in a turn. */
export const toRequest = (
  { agent, tools: own, parameters, stream }: PreparedAgent,
  instructions: string,
  history: History,
  modelOverride: string | undefined,
  output?: Output,
): ChatCompletionRequest => {
  const chosen = toolChoice(agent, history.messages);
  const { tools, choice, format }: Offer = output ? output.offer(own, chosen) : { tools: own, choice: chosen };
  // The spread not first: on Node 20 a literal that begins with one and is added to has a hidden class of its own each time,
  // which costs 1 to 2 µs and slows down all who read it.
  const head: Record<string, unknown> & { model: string; stream: boolean } = { model: '', stream, ...parameters };
  head.model = modelOf(agent, modelOverride);
  // One by one: spreading parts where they apply took 1.3 µs a turn more.
  if (tools.length > 0) {
    head['tools'] = tools;
    if (choice !== undefined) head['tool_choice'] = choice;
    if (!agent.parallelToolCalls) head['parallel_tool_calls'] = false;
  }
  if (format) head['response_format'] = format;
  return withMessages(head, instructions, history);
};

/** Where a request's messages come from, and what they are once somebody has read them. */
interface Source {
  readonly system: readonly Message[];
  readonly history: History;
  readonly length: number;
  messages?: readonly Message[];
}

const SOURCE = Symbol('source');

const read = ({ system, history, length }: Source): readonly Message[] => {
  const messages = [...system, ...history.sent.slice(0, length)];
  const all = messages.length;
  const isOurs = (message: Message, place: number): boolean =>
    message === (system[place] ?? history.sent[place - system.length]);
  return writeOnce(messages, () => {
    // Whoever changes the list all the same is not to be ignored.
    const rest = messages.length === all && messages.every(isOurs) ? writtenTo(history, length) : undefined;
    const first = system.map((message) => JSON.stringify(message)).join();
    return rest === undefined ? undefined : `[${first}${first && rest && ','}${rest}]`;
  });
};

/**
 * The messages of a request: copied when they are read, so that a chat model that does not look pays nothing for a long
 * conversation. One getter for all requests: one in an object literal gives each object a hidden class of its own, in V8's old
 * space, which keeps all garbage of its turn until the next full collection.
 */
const MESSAGES = {
  enumerable: true,
  configurable: true,
  get(this: { readonly [SOURCE]: Source }): readonly Message[] {
    const source = this[SOURCE];
    return (source.messages ??= read(source));
  },
};

const withMessages = <T extends object>(
  head: T,
  instructions: string,
  history: History,
): T & Pick<ChatCompletionRequest, 'messages'> => {
  const system: readonly Message[] = instructions === '' ? [] : [{ role: 'system', content: instructions }];
  const source: Source = { system, history, length: history.sent.length };
  // One after the other: `defineProperties` took twice as long.
  Object.defineProperty(head, SOURCE, { value: source });
  return Object.defineProperty(head, 'messages', MESSAGES) as T & { readonly messages: readonly Message[] };
};

/** What the endpoint is asked for by name. */
export const modelOf = (agent: Agent, modelOverride: string | undefined): string => modelOverride || agent.model;

/** A forced choice holds until the agent has called: sent again after its call was answered, it would loop for ever. */
const toolChoice = (agent: Agent, messages: readonly Message[]): ToolChoice | undefined => {
  const forced = typeof agent.toolChoice === 'object' || agent.toolChoice === 'required';
  const caller = forced ? lastCaller(messages) : undefined;
  return caller !== undefined && (caller.sender ?? agent.name) === agent.name ? 'auto' : agent.toolChoice;
};

/** What an agent's answer has to be, if anything: the run's word goes before the agent's own. */
export const wantedOutput = (agent: Agent, options: Pick<RunOptions, 'output'>): Output | undefined =>
  options.output ?? agent.output;
