import type { Observable } from 'rxjs';
import type { RemoteAgent } from '../agent/remote.ts';
import type { RunEvent } from '../agent/response.ts';
import type { Approval } from '../agent/run-options.ts';
import type { ToolEvent } from '../messages/events.ts';
import type { UserMessage } from '../messages/types.ts';
import { addUsage } from '../messages/usage.ts';
import { addEvent, arrivingMessage, type View, viewOf } from '../operators/transcript.ts';
import type { Question, Speaker } from './backend.ts';
import type { Conversation, ConversationCall, ConversationInput, TranscriptEntry } from './conversation.ts';

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

/** What an event changes of a conversation, beside its transcript. */
export const afterEvent = <S>(
  conversation: Conversation<S>,
  event: RunEvent<RemoteAgent>,
  { question, prompt, before }: Answer<S>,
  speaker: Speaker<S>,
): Conversation<S> => {
  if ('tool' in event) return { ...conversation, ...afterTool(conversation, event.tool) };
  if ('handoff' in event) return { ...conversation, agent: event.handoff.to };
  // An attempt is made again: what was shown of its calls is void.
  if ('retry' in event) return { ...conversation, calls: [] };
  if ('delim' in event || 'contextVariables' in event) return conversation;
  if (!('response' in event)) return event.sender ? { ...conversation, agent: event.sender } : conversation;
  const { response } = event;
  const usage = addUsage(before.usage, response.usage);
  return {
    ...conversation,
    ...afterResponse(question, response, speaker),
    ...(usage && { usage }),
    status: conversation.approvals.length > 0 ? 'waiting' : 'idle',
    agent: response.agent.name,
    calls: [],
    // A decision is asked alone: what was said before it is still to be sent.
    unsent: Object.keys(prompt.approvals).length > 0 ? conversation.unsent : [],
  };
};

const afterResponse = <S>(
  question: Answer<S>['question'],
  response: Parameters<Speaker<S>['after']>[1],
  speaker: Speaker<S>,
): Pick<Conversation<S>, 'state'> => {
  const state = speaker.after(question, response);
  return state === undefined ? {} : { state };
};

type Calls = Pick<Conversation, 'calls' | 'approvals'>;

const afterTool = ({ calls, approvals }: Calls, tool: ToolEvent['tool']): Calls => {
  const others = calls.filter(({ id }) => id !== tool.id);
  switch (tool.status) {
    case 'start':
      return { approvals, calls: [...calls, callOf(tool)] };
    case 'waiting':
      return { calls, approvals: [...approvals, callOf(tool)] };
    case 'progress':
      return {
        approvals,
        calls: calls.map((call) => (call.id === tool.id ? { ...call, progress: tool.value } : call)),
      };
    case 'end':
      return { approvals, calls: others };
  }
};

const callOf = ({ id, name, arguments: text }: ConversationCall): ConversationCall => ({ id, name, arguments: text });
