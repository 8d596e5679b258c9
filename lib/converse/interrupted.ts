import { messageOf } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response } from '../agent/response.ts';
import type { Message } from '../messages/types.ts';
import { arrivingMessage } from '../operators/transcript.ts';
import { type Answer, entryOf } from './answer.ts';
import type { Backend } from './backend.ts';
import type { Conversation, TranscriptEntry } from './conversation.ts';

/** Stops an answer: its messages are marked, and no agent reads them. */
export const stopped = <S>(answer: Answer<S>): Answer<S> => {
  if (answer.conversation.status !== 'answering') return answer;
  return { ...answer, conversation: { ...discarded(answer, 'stopped'), status: 'stopped' } };
};

/** Fails an answer. Keeps the turns that were whole if the error brings them. */
export const failed = <S>(answer: Answer<S>, reason: unknown, backend: Backend<S>): Answer<S> => {
  const { type = 'unknown', response } = (reason ?? {}) as Failure;
  const state = response && response.messages.length > 0 ? backend.stateAfter(answer.question, response) : undefined;
  const conversation =
    response === undefined || state === undefined ? discarded(answer, 'failed') : kept(answer, response, state);
  return {
    ...answer,
    conversation: { ...conversation, status: 'failed', error: { type, message: messageOf(reason) } },
  };
};

/** The fields of a `SwarmError`, read from any error because the package may be installed twice. */
interface Failure {
  readonly type?: string;
  readonly response?: Response<RemoteAgent>;
}

/** Marks the answer of a conversation that was stored while it was under way. Queued messages become unsent. */
export const withoutAnswer = <S>(conversation: Conversation<S>): Conversation<S> => {
  const { status, transcript, unsent, queued } = conversation;
  if (status !== 'answering' && queued.length === 0) return conversation;
  const marked = transcript.map((entry) => (entry.status === 'partial' ? entryOf(entry.message, 'stopped') : entry));
  return {
    ...conversation,
    status: 'stopped',
    calls: [],
    transcript: [...marked, ...queued.map((message) => entryOf(message, 'whole'))],
    unsent: [...unsent, ...queued],
    queued: [],
  };
};

/** Returns the conversation before the answer, with its messages marked. Executed calls do not wait for approval again. */
const discarded = <S>(answer: Answer<S>, status: 'stopped' | 'failed'): Conversation<S> => {
  const { conversation, before, opening, entries } = answer;
  const marked = [...entries.map(({ message }) => entryOf(message, status)), ...arriving(answer, status)];
  const messages = entries.map(({ message }) => message);
  const { calls, agent } = before;
  return {
    ...conversation,
    agent,
    calls,
    approvals: unanswered(before, messages),
    transcript: [...opening, ...marked],
  };
};

/** Returns the conversation with the turns that were whole. */
const kept = <S>(answer: Answer<S>, { messages, agent }: Response<RemoteAgent>, state: S): Conversation<S> => ({
  ...answer.conversation,
  state,
  agent: agent.name,
  calls: [],
  approvals: unanswered(answer.before, messages),
  unsent: answer.question.messages.length > 0 ? [] : answer.conversation.unsent,
  transcript: [
    ...answer.opening,
    ...messages.map((message) => entryOf(message, 'whole')),
    ...arriving(answer, 'failed'),
  ],
});

/** Returns the waiting calls that these messages do not answer. */
const unanswered = <S>({ approvals }: Conversation<S>, messages: readonly Message[]): Conversation<S>['approvals'] => {
  const answered = new Set(messages.map((message) => (message.role === 'tool' ? message.tool_call_id : undefined)));
  return approvals.filter(({ id }) => !answered.has(id));
};

const arriving = <S>({ view }: Answer<S>, status: TranscriptEntry['status']): readonly TranscriptEntry[] =>
  view.arriving ? [entryOf(arrivingMessage(view.arriving), status)] : [];
