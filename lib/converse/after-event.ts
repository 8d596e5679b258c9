import type { RunEvent, ToolEvent } from '../messages/types.ts';
import { addUsage } from '../messages/usage.ts';
import type { RemoteAgent } from '../agent/remote.ts';
import type { Answer } from './answer.ts';
import type { Conversation, ConversationCall } from './conversation.ts';
import type { Speaker } from './backend.ts';

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
