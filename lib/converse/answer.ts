import type { Observable } from 'rxjs';
import type { Approval } from '../agent/run-options.ts';
import type { RunEvent, UserMessage } from '../messages/types.ts';
import { addEvent, arrivingMessage, viewOf, type View } from '../operators/transcript.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Conversation, ConversationInput, TranscriptEntry } from './conversation.ts';
import { afterEvent } from './after-event.ts';
import type { Question, Speaker } from './backend.ts';

/** What the user did that is answered. */
export interface Prompt {
  readonly said: readonly UserMessage[];
  readonly approvals: Readonly<Record<string, Approval>>;
}

/** An answer, and the conversation as it stands with what it has brought. */
export interface Answer<S> {
  readonly conversation: Conversation<S>;
  /** As it stood before. */
  readonly before: Conversation<S>;
  readonly prompt: Prompt;
  readonly question: Question<S>;
  /** The entries before the answer, what was said included. */
  readonly opening: readonly TranscriptEntry[];
  readonly view: View;
  /** The entries of the answer's whole messages: the same objects from one event to the next. */
  readonly entries: readonly TranscriptEntry[];
}

/** Answers an input, from where the last answer left the conversation: emits after each event, ends with the answer. */
export type AnswerInput<S> = (last: Answer<S>, input: ConversationInput) => Observable<Answer<S>>;

/** An answer begins: to something said, to a decision, or to what was left unanswered. */
export const begin = <S>(before: Conversation<S>, prompt: Prompt): Answer<S> => {
  const unsent = [...before.unsent, ...prompt.said];
  const isDecision = Object.keys(prompt.approvals).length > 0;
  const opening = [...before.transcript, ...prompt.said.map((message) => entryOf(message, 'whole'))];
  return {
    before,
    prompt,
    // What waits is decided first, and alone.
    question: { messages: isDecision ? [] : unsent, state: before.state, approvals: prompt.approvals },
    opening,
    view: viewOf([]),
    entries: [],
    conversation: {
      ...before,
      error: undefined,
      status: 'answering',
      transcript: opening,
      calls: [],
      approvals: [],
      unsent,
    },
  };
};

/** The answer after an event of its run. */
export const follow = <S>(answer: Answer<S>, event: RunEvent<RemoteAgent>, speaker: Speaker<S>): Answer<S> => {
  const view = addEvent(answer.view, event, []);
  const entries = view.whole === answer.view.whole ? answer.entries : keep(answer.entries, view);
  const arriving = view.arriving ? [entryOf(arrivingMessage(view.arriving), 'partial')] : [];
  const transcript = view.changed ? [...answer.opening, ...entries, ...arriving] : answer.conversation.transcript;
  const conversation = afterEvent({ ...answer.conversation, transcript }, event, answer, speaker);
  return { ...answer, view, entries, conversation };
};

export const entryOf = (message: TranscriptEntry['message'], status: TranscriptEntry['status']): TranscriptEntry => ({
  message,
  status,
});

const keep = (entries: readonly TranscriptEntry[], { whole }: View): readonly TranscriptEntry[] =>
  whole.map((message, place) => {
    const same = entries[place];
    return same?.message === message ? same : entryOf(message, 'whole');
  });
