import type { Decisions } from '../agent/decision.ts';
import { type Answer, type Prompt, startAnswer } from './answer.ts';
import type { Conversation, ConversationInput } from './conversation.ts';

/** Goes on with the answer that was under way when the conversation was stored. */
export interface Resume {
  readonly resume: true;
}

/** Starts the answer that an input asks for. Returns `undefined` for an input that asks for none. */
export const nextAnswer = <S>(last: Answer<S>, input: ConversationInput): Answer<S> | undefined => {
  const { conversation } = last;
  if (typeof input === 'string') {
    return startAnswer(conversation, { messages: [{ role: 'user', content: input }], decisions: {} });
  }
  if ('role' in input) return startAnswer(conversation, { messages: [input], decisions: {} });
  if ('decisions' in input) return decided(conversation, input.decisions);
  return 'retry' in input ? retried(last) : undefined;
};

/** Ignores decisions on calls that do not wait. */
const decided = <S>(conversation: Conversation<S>, decisions: Decisions): Answer<S> | undefined => {
  const waiting = new Set(conversation.waiting.map(({ id }) => id));
  const valid = Object.entries(decisions).filter(([id]) => waiting.has(id));
  const prompt = { messages: [], decisions: Object.fromEntries(valid) };
  return valid.length > 0 ? startAnswer(conversation, prompt) : undefined;
};

/** Continues an answer of which turns were kept, and the answer of a stored conversation; repeats any other. */
const retried = <S>({ conversation, before, prompt }: Answer<S>): Answer<S> | undefined => {
  const isKept = prompt.messages.length === 0 && Object.keys(prompt.decisions).length === 0;
  const { status, state } = conversation;
  const isBroken = status === 'failed' || status === 'stopped';
  const continues = isBroken && (isKept || state !== before.state);
  if (continues) return startAnswer(conversation, NOTHING);
  return isKept && before.unsent.length === 0 ? undefined : startAnswer(before, prompt);
};

/** The prompt of an answer that continues. */
export const NOTHING: Prompt = { messages: [], decisions: {} };
