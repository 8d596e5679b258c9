import { textOf, type Call, type WireMessage, type WireRequest } from './wire.ts';

/** A call of the assistant, and its result. */
export interface Done {
  readonly name: string;
  readonly arguments: string;
  readonly result: string;
}

/** A request in the form that the rules read. */
export interface Situation {
  /** The active agent's system prompt. */
  readonly instructions: string;
  /** Names of the functions that the active agent may call. */
  readonly offered: ReadonlySet<string>;
  /** The user's last words. */
  readonly said: string;
  /** The user's words since the last function that did something: the current topic. */
  readonly topic: string;
  /** The assistant's texts before the user's last words, oldest first. */
  readonly spoken: readonly string[];
  /** The last of those texts: the question that the user answers. */
  readonly asked: string;
  /** The calls since the user's last words, oldest first, handoffs included. */
  readonly done: readonly Done[];
}

export const situationOf = ({ messages, tools = [], tool_choice: choice }: WireRequest): Situation => {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const spoken = textsOf('assistant', messages.slice(0, Math.max(last, 0)));
  return {
    instructions: textOf(messages.find(({ role }) => role === 'system' || role === 'developer') ?? { role: 'system' }),
    offered: new Set(choice === 'none' ? [] : tools.map((tool) => tool.function.name)),
    said: textOf(messages[last] ?? { role: 'user' }),
    topic: textsOf('user', sinceSomethingWasDone(messages.slice(0, last + 1))).join('\n'),
    spoken,
    asked: spoken.at(-1) ?? '',
    done: doneIn(messages.slice(last + 1)),
  };
};

const textsOf = (role: WireMessage['role'], messages: readonly WireMessage[]): readonly string[] =>
  messages
    .filter((message) => message.role === role)
    .map(textOf)
    .filter((text) => text !== '');

/** A handoff does not end a topic: the words before it still count. */
export const isHandoff = (name: string): boolean => name.startsWith('transfer');

/** A list that was read does not end it either. */
const doesSomething = (name: string): boolean => !isHandoff(name) && !name.startsWith('list');

const sinceSomethingWasDone = (messages: readonly WireMessage[]): readonly WireMessage[] => {
  const acts = ({ tool_calls: calls = [] }: WireMessage) => calls.some((call) => doesSomething(call.function.name));
  return messages.slice(messages.findLastIndex(acts) + 1);
};

const doneIn = (messages: readonly WireMessage[]): readonly Done[] => {
  const answers = new Map(messages.map((message) => [message.tool_call_id, textOf(message)]));
  return messages.flatMap(({ tool_calls: calls = [] }) => calls.map((call) => doneOf(call, answers)));
};

const doneOf = (
  { id, function: { name, arguments: input } }: Call,
  answers: ReadonlyMap<string | undefined, string>,
) => ({
  name,
  arguments: input,
  result: answers.get(id) ?? '',
});
