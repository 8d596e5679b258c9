import { messageOf } from '../agent/errors.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response } from '../agent/response.ts';
import type { Message } from '../messages/types.ts';
import { arrivingMessage } from '../operators/transcript.ts';
import { type Answer, entryOf } from './answer.ts';
import type { Speaker } from './backend.ts';
import type { Conversation, TranscriptEntry } from './conversation.ts';

/** The answer when it is stopped: all it brought is marked, no agent will know of it. */
export const stopped = <S>(answer: Answer<S>): Answer<S> => {
  if (answer.conversation.status !== 'answering') return answer;
  return { ...answer, conversation: { ...brokenOff(answer, 'stopped'), status: 'stopped' } };
};

/** A conversation that was kept while an answer was under way: it is not any more, and nothing waits for its end. */
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

/** What an error knows: any that has these is taken, as the package may be installed twice. */
interface Failure {
  readonly type?: string;
  readonly response?: Response<RemoteAgent>;
}

/** The answer when its run fails. What was whole by then is kept, where the error brings it. */
export const failed = <S>(answer: Answer<S>, reason: unknown, speaker: Speaker<S>): Answer<S> => {
  const { type = 'unknown', response } = (reason ?? {}) as Failure;
  const state = response && response.messages.length > 0 ? speaker.after(answer.question, response) : undefined;
  const conversation =
    response === undefined || state === undefined ? brokenOff(answer, 'failed') : goneOn(answer, response, state);
  return {
    ...answer,
    conversation: { ...conversation, status: 'failed', error: { type, message: messageOf(reason) } },
  };
};

/** As it was before, but for what is shown, what was said, and calls that were executed: nobody is asked for them again. */
const brokenOff = <S>(answer: Answer<S>, status: 'stopped' | 'failed'): Conversation<S> => {
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

/** Those that still wait after these messages. */
const unanswered = <S>({ approvals }: Conversation<S>, messages: readonly Message[]): Conversation<S>['approvals'] => {
  const answered = new Set(messages.map((message) => (message.role === 'tool' ? message.tool_call_id : undefined)));
  return approvals.filter(({ id }) => !answered.has(id));
};

const goneOn = <S>(answer: Answer<S>, { messages, agent }: Response<RemoteAgent>, state: S): Conversation<S> => ({
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

const arriving = <S>({ view }: Answer<S>, status: TranscriptEntry['status']): readonly TranscriptEntry[] =>
  view.arriving ? [entryOf(arrivingMessage(view.arriving), status)] : [];
