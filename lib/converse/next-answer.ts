import type { Approval } from '../agent/run-options.ts';
import type { UserMessage } from '../messages/types.ts';
import { begin, type Answer } from './answer.ts';
import type { Conversation, ConversationInput } from './conversation.ts';

/** The answer that an input asks for, if it asks for one. */
export const nextAnswer = <S>(last: Answer<S>, input: ConversationInput): Answer<S> | undefined => {
  const { conversation } = last;
  if (typeof input === 'string') return say(conversation, { role: 'user', content: input });
  if ('role' in input) return say(conversation, input);
  if ('approvals' in input) return decide(conversation, input.approvals);
  return 'retry' in input ? again(last) : undefined;
};

const say = <S>(conversation: Conversation<S>, message: UserMessage): Answer<S> =>
  begin(conversation, { said: [message], approvals: {} });

/** Decisions on what does not wait, or not any more, are none. */
const decide = <S>(
  conversation: Conversation<S>,
  approvals: Readonly<Record<string, Approval>>,
): Answer<S> | undefined => {
  const waiting = new Set(conversation.approvals.map(({ id }) => id));
  const decisions = Object.entries(approvals).filter(([id]) => waiting.has(id));
  return decisions.length > 0 ? begin(conversation, { said: [], approvals: Object.fromEntries(decisions) }) : undefined;
};

/** The same from where it began; where it failed with something whole, or was broken off and kept, from where it stands. */
const again = <S>({ conversation, before, prompt }: Answer<S>): Answer<S> | undefined => {
  const isKept = prompt.said.length === 0 && Object.keys(prompt.approvals).length === 0;
  const { status, state } = conversation;
  const goesOn = isKept ? status === 'failed' || status === 'stopped' : status === 'failed' && state !== before.state;
  if (goesOn) return begin(conversation, NOTHING);
  return isKept && before.unsent.length === 0 ? undefined : begin(before, prompt);
};

const NOTHING = { said: [], approvals: {} };
