import { SwarmError, type Agent, type Message, type RunEvent } from 'rxswarm';
import { messages } from 'rxswarm/operators';
import { connect, map, merge, scan, type OperatorFunction } from 'rxjs';

/** All that one turn hands to the next. */
export interface Conversation<C extends object> {
  readonly messages: readonly Message[];
  readonly agent: Agent<C>;
  readonly contextVariables: C;
}

type Change<C extends object> = (conversation: Conversation<C>) => Conversation<C>;

export const withUser = <C extends object>(conversation: Conversation<C>, content: string): Conversation<C> => ({
  ...conversation,
  messages: [...conversation.messages, { role: 'user', content }],
});

/**
 * Where the conversation stands after each event of a run: an answer that is stopped in the middle keeps what was said
 * and done until then. Events tell a handoff by name, so all agents have to be known.
 */
export const follow =
  <C extends object>(
    start: Conversation<C>,
    agents: readonly Agent<C>[],
  ): OperatorFunction<RunEvent<Agent<C>>, Conversation<C>> =>
  (events$) =>
    events$.pipe(
      connect((shared$) =>
        merge(
          shared$.pipe(map((event) => changeBy(event, agents))),
          shared$.pipe(messages<Agent<C>>(start.messages), map(withMessages<C>)),
        ),
      ),
      scan((conversation, change) => change(conversation), start),
    );

const changeBy =
  <C extends object>(event: RunEvent<Agent<C>>, agents: readonly Agent<C>[]): Change<C> =>
  (conversation) => {
    if ('contextVariables' in event) return withContext(conversation, event.contextVariables);
    if (!('handoff' in event)) return conversation;
    const { to } = event.handoff;
    return { ...conversation, agent: agents.find(({ name }) => name === to) ?? conversation.agent };
  };

const withMessages =
  <C extends object>(grown: readonly Message[]): Change<C> =>
  (conversation) => ({ ...conversation, messages: grown });

const withContext = <C extends object>(conversation: Conversation<C>, change: Partial<C>): Conversation<C> => ({
  ...conversation,
  contextVariables: { ...conversation.contextVariables, ...change },
});

/** After a failure: with the turns that were whole, or as if the line had not been said where there were none. */
export const salvage = <C extends object>(
  error: unknown,
  before: Conversation<C>,
  start: Conversation<C>,
): Conversation<C> => {
  const response = error instanceof SwarmError ? error.response : undefined;
  if (response === undefined || response.messages.length === 0) return before;
  return {
    messages: [...start.messages, ...response.messages],
    // The error cannot know what the run was typed with; it is the run of these agents all the same.
    agent: response.agent,
    contextVariables: response.contextVariables as C,
  };
};
