import { textOf, type Call, type WireMessage, type WireRequest } from './wire.ts';

/** A call of the assistant together with its answer. */
export interface Done {
  readonly name: string;
  readonly arguments: string;
  readonly result: string;
}

/** A request as the rules read it. */
export interface Situation {
  /** The active agent's system prompt. */
  readonly instructions: string;
  /** The functions it may call. */
  readonly offered: ReadonlySet<string>;
  /** The user's last words. */
  readonly said: string;
  /** All the user said since something was last done: what the conversation is about at the moment. */
  readonly topic: string;
  /** What the assistant said before the user's last words, oldest first. */
  readonly spoken: readonly string[];
  /** The last of that: what the user answers. */
  readonly asked: string;
  /** The calls made since the user last spoke, oldest first; handoffs are among them. */
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

/** A handoff gets nothing done: what was said before it still counts. */
export const isHandoff = (name: string): boolean => name.startsWith('transfer');

const sinceSomethingWasDone = (messages: readonly WireMessage[]): readonly WireMessage[] => {
  const acts = ({ tool_calls: calls = [] }: WireMessage) => calls.some((call) => !isHandoff(call.function.name));
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
