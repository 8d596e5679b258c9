import { messageOf } from '../agent/errors.ts';
import { isRemoteResponse, type RemoteAgent } from '../agent/remote.ts';
import type { Response } from '../agent/response.ts';
import { isShown } from '../messages/waiting.ts';
import type { AssistantMessage, Message } from '../messages/types.ts';
import { arrivingMessage } from '../operators/transcript.ts';
import { type Answer, entryOf } from './answer.ts';
import type { Backend } from './backend.ts';
import { type Conversation, isUnderWay, type TranscriptEntry } from './conversation.ts';

/**
 * Stops an answer. Turns whose calls are answered are kept, so that no function is called again for them; other messages are
 * marked, and no agent reads them.
 */
export const stopped = <S>(answer: Answer<S>, backend: Backend<S>): Answer<S> => {
  if (!isUnderWay(answer.conversation)) return answer;
  const saved = withStoppedTurn(answer, backend, backend.keepPartial ? partialOf(answer) : undefined);
  return { ...saved, conversation: { ...brokenOff(saved, 'stopped'), status: 'stopped' } };
};

/** Returns the text that is arriving, marked as cut. Half a call is of no use. */
const partialOf = <S>({ view: { arriving } }: Answer<S>): AssistantMessage | undefined => {
  const { content, sender } = arriving ? arrivingMessage(arriving) : {};
  return typeof content === 'string' && content !== ''
    ? { role: 'assistant', content, ...(sender && { sender }), isCut: true }
    : undefined;
};

/** Saves a turn whose calls have started, those under way as stopped, and the text that is kept. */
const withStoppedTurn = <S>(
  answer: Answer<S>,
  backend: Backend<S>,
  partial: AssistantMessage | undefined,
): Answer<S> => {
  const { conversation, question, entries, saved, prompt } = answer;
  const messages = entries.slice(saved).map(({ message }) => message);
  const calls = conversation.calls.map(({ id }) => id);
  const kept = backend.saveStopped(question, saved > 0 ? conversation.state : undefined, { messages, calls, partial });
  if (kept === undefined) return answer;
  const all = [...entries, ...kept.added.map((message) => entryOf(message, 'whole'))];
  const unsent = Object.keys(prompt.decisions).length > 0 ? conversation.unsent : [];
  const view = partial ? { ...answer.view, arriving: undefined } : answer.view;
  return {
    ...answer,
    view,
    entries: all,
    saved: all.length,
    conversation: { ...conversation, state: kept.state, unsent },
  };
};

/** Fails an answer. Keeps the turns that were whole if the error brings them. */
export const failed = <S>(answer: Answer<S>, reason: unknown, backend: Backend<S>): Answer<S> => {
  const { type = 'unknown', response } = (reason ?? {}) as Failure;
  const state = isResponse(response) ? backend.stateAfter(answer.question, response) : undefined;
  const conversation =
    isResponse(response) && state !== undefined ? kept(answer, response, state) : brokenOff(answer, 'failed');
  return {
    ...answer,
    conversation: { ...conversation, status: 'failed', error: { type, message: messageOf(reason) } },
  };
};

/** The fields of a `SwarmError`, read from any error because the package may be installed twice. */
interface Failure {
  readonly type?: string;
  readonly response?: unknown;
}

/** A response with messages. An error that crossed a wire may bring anything. */
const isResponse = (value: unknown): value is Response<RemoteAgent> =>
  isRemoteResponse(value) && value.messages.length > 0;

/** Marks the answer of a conversation that was stored while it was under way. Queued messages become unsent. */
export const withoutAnswer = <S>(conversation: Conversation<S>): Conversation<S> => {
  const { transcript, unsent, queued } = conversation;
  if (!isUnderWay(conversation) && queued.length === 0) return conversation;
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

/** Returns the conversation with the saved part of the answer. The rest is marked; its executed calls do not wait again. */
const brokenOff = <S>(answer: Answer<S>, status: 'stopped' | 'failed'): Conversation<S> => {
  const { conversation, before, opening, entries, saved } = answer;
  const messages = entries.map(({ message }) => message);
  const marked = messages.slice(saved).map((message) => entryOf(message, message.role === 'user' ? 'whole' : status));
  return {
    ...conversation,
    agent: saved > 0 ? conversation.agent : before.agent,
    calls: [],
    waiting: unanswered(before, messages),
    transcript: [...opening, ...entries.slice(0, saved), ...marked, ...arriving(answer, status)],
  };
};

/** Returns the conversation with the turns that were whole. */
const kept = <S>(answer: Answer<S>, { messages, agent }: Response<RemoteAgent>, state: S): Conversation<S> => ({
  ...answer.conversation,
  state,
  agent: agent.name,
  calls: [],
  waiting: unanswered(answer.before, messages),
  unsent: answer.question.messages.length > 0 ? [] : answer.conversation.unsent,
  transcript: [
    ...answer.opening,
    ...messages.filter(isShown).map((message) => entryOf(message, 'whole')),
    ...arriving(answer, 'failed'),
  ],
});

/** Returns the waiting calls that these messages do not answer. */
const unanswered = <S>({ waiting }: Conversation<S>, messages: readonly Message[]): Conversation<S>['waiting'] => {
  const answered = new Set(
    messages.map((message) => (message.role === 'tool' && isShown(message) ? message.tool_call_id : undefined)),
  );
  return waiting.filter(({ id }) => !answered.has(id));
};

const arriving = <S>({ view }: Answer<S>, status: TranscriptEntry['status']): readonly TranscriptEntry[] =>
  view.arriving ? [entryOf(arrivingMessage(view.arriving), status)] : [];
