import type { Observable } from 'rxjs';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Response } from '../agent/response.ts';
import type { Decisions } from '../agent/decision.ts';
import type { ToolEvent } from '../messages/events.ts';
import type { UserMessage } from '../messages/types.ts';
import { addUsage } from '../messages/usage.ts';
import { addEvent, arrivingMessage, type View, viewOf } from '../operators/transcript.ts';
import type { Backend, BackendEvent, Question } from './backend.ts';
import type { Resume } from './next-answer.ts';
import type {
  Conversation,
  ConversationCall,
  ConversationInput,
  TranscriptEntry,
  WaitingCall,
} from './conversation.ts';

/** The user's action that an answer is for. Without messages and decisions it continues an answer that failed. */
export interface Prompt {
  readonly messages: readonly UserMessage[];
  readonly decisions: Decisions;
}

/** An answer under way, and the conversation with it. */
export interface Answer<S> {
  readonly conversation: Conversation<S>;
  /** The conversation before the answer. */
  readonly before: Conversation<S>;
  readonly prompt: Prompt;
  readonly question: Question<S>;
  /** The entries before the answer, with the prompt's messages. */
  readonly opening: readonly TranscriptEntry[];
  readonly view: View;
  /** The entries of the answer's whole messages. */
  readonly entries: readonly TranscriptEntry[];
  /** Messages that came while it was under way, and that its run has taken. */
  readonly heard: readonly UserMessage[];
  /** How many of those entries the conversation's state holds. */
  readonly saved: number;
}

/** Answers an input. Emits the answer after each event of its run; the last one is complete. */
export type AnswerInput<S> = (
  last: Answer<S>,
  input: ConversationInput | Resume,
  said$?: Observable<UserMessage>,
) => Observable<Answer<S>>;

/** Starts the answer to a prompt. */
export const startAnswer = <S>(before: Conversation<S>, prompt: Prompt): Answer<S> => {
  const unsent = [...before.unsent, ...prompt.messages];
  const opening = [...before.transcript, ...prompt.messages.map((message) => entryOf(message, 'whole'))];
  return {
    before,
    prompt,
    // Decisions are sent alone, because waiting calls are decided before anything else is said.
    question: { messages: isDecision(prompt) ? [] : unsent, state: before.state, decisions: prompt.decisions },
    opening,
    view: viewOf([]),
    entries: [],
    heard: [],
    saved: 0,
    conversation: {
      ...before,
      error: undefined,
      status: 'answering',
      transcript: opening,
      answerFrom: opening.length,
      calls: [],
      waiting: [],
      unsent,
    },
  };
};

/** Returns the answer after an event of its run. */
export const answerAfter = <S>(answer: Answer<S>, event: BackendEvent<S>, backend: Backend<S>): Answer<S> => {
  if ('state' in event) return savedAnswer(answer, event.state);
  const view = addEvent(answer.view, event, []);
  const entries = view.whole === answer.view.whole ? answer.entries : entriesOf(view, answer.entries);
  const arriving = view.arriving ? [entryOf(arrivingMessage(view.arriving), 'partial')] : [];
  const transcript = view.changed ? [...answer.opening, ...entries, ...arriving] : answer.conversation.transcript;
  const conversation = conversationAfter({ ...answer.conversation, transcript }, event, answer, backend);
  const heard = 'said' in event ? [...answer.heard, event.said] : answer.heard;
  return { ...answer, view, entries, heard, conversation };
};

/** Keeps the turns so far, whatever becomes of the answer. Their question is no longer unsent. */
const savedAnswer = <S>(answer: Answer<S>, state: S): Answer<S> => ({
  ...answer,
  saved: answer.entries.length,
  conversation: { ...answer.conversation, state, unsent: isDecision(answer.prompt) ? answer.before.unsent : [] },
});

export const entryOf = (message: TranscriptEntry['message'], status: TranscriptEntry['status']): TranscriptEntry => ({
  message,
  status,
});

const isDecision = ({ decisions }: Prompt): boolean => Object.keys(decisions).length > 0;

/** Reuses the entries of messages that did not change. */
const entriesOf = ({ whole }: View, known: readonly TranscriptEntry[]): readonly TranscriptEntry[] =>
  whole.map((message, place) => {
    const same = known[place];
    return same?.message === message ? same : entryOf(message, 'whole');
  });

/** Applies an event to everything except the transcript. */
const conversationAfter = <S>(
  conversation: Conversation<S>,
  event: Exclude<BackendEvent<S>, { readonly state: S }>,
  answer: Answer<S>,
  backend: Backend<S>,
): Conversation<S> => {
  if ('tool' in event) return { ...conversation, ...callsAfter(conversation, event.tool) };
  if ('handoff' in event) return { ...conversation, agent: event.handoff.to };
  // The turn is tried again, so its calls are void.
  if ('retry' in event) return { ...conversation, calls: [] };
  if ('connection' in event) {
    return { ...conversation, status: event.connection === 'lost' ? 'reconnecting' : 'answering' };
  }
  if ('delim' in event || 'contextVariables' in event) return conversation;
  // It is sent again if no turn that holds it is kept.
  if ('said' in event) return { ...conversation, unsent: [...conversation.unsent, event.said] };
  if ('response' in event) return finished(conversation, event.response, answer, backend);
  return event.sender ? { ...conversation, agent: event.sender } : conversation;
};

const finished = <S>(
  conversation: Conversation<S>,
  response: Response<RemoteAgent>,
  { question, prompt, before }: Answer<S>,
  backend: Backend<S>,
): Conversation<S> => {
  const state = backend.stateAfter(question, response);
  const usage = addUsage(before.usage, response.usage);
  return {
    ...conversation,
    ...(state !== undefined && { state }),
    ...(usage && { usage }),
    status: conversation.waiting.length > 0 ? 'waiting' : 'idle',
    agent: response.agent.name,
    calls: [],
    // A decision was sent alone, so earlier messages are still unsent.
    unsent: isDecision(prompt) ? before.unsent : [],
  };
};

type Calls = Pick<Conversation, 'calls' | 'waiting'>;

const callsAfter = ({ calls, waiting }: Calls, tool: ToolEvent['tool']): Calls => {
  switch (tool.status) {
    case 'start':
      return { waiting, calls: [...calls, callOf(tool)] };
    case 'waiting':
      return { calls: without(calls, tool), waiting: [...waiting, waitingCallOf(tool)] };
    case 'progress':
      return {
        waiting,
        calls: calls.map((call) => (call.id === tool.id ? { ...call, progress: tool.value } : call)),
      };
    case 'end':
      return { waiting, calls: without(calls, tool) };
  }
};

const without = (calls: readonly ConversationCall[], tool: Pick<ConversationCall, 'id'>): readonly ConversationCall[] =>
  calls.filter(({ id }) => id !== tool.id);

const waitingCallOf = ({ reason, question, edit, ...call }: WaitingCall): WaitingCall => ({
  ...callOf(call),
  reason,
  ...(question && { question }),
  ...(edit && { edit }),
});

const callOf = ({ id, name, arguments: text }: ConversationCall): ConversationCall => ({ id, name, arguments: text });
