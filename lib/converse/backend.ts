import type { Observable } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import type { RemoteAgent, RemoteRequest } from '../agent/remote.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import type { Approval, RunOptions } from '../agent/run-options.ts';
import type { Message, UserMessage } from '../messages/types.ts';
import type { Swarm } from '../swarm.ts';

/** What is asked of a speaker. */
export interface Question<S> {
  readonly messages: readonly UserMessage[];
  readonly state: S | undefined;
  readonly approvals: Readonly<Record<string, Approval>>;
}

/** Who answers: a swarm in this process, or one behind a connection. */
export interface Speaker<S> {
  /** The name of the one who begins; '' where that is not known. */
  readonly agent: string;
  readonly run: (question: Question<S>) => Observable<RunEvent<RemoteAgent>>;
  /** What the next question carries. */
  readonly after: (question: Question<S>, response: Response<RemoteAgent>) => S | undefined;
}

/** What `connect` returns, as far as a conversation needs it. */
export interface Runnable {
  readonly run: (request: RemoteRequest) => Observable<RunEvent<RemoteAgent>>;
}

export const remoteSpeaker = (connection: Runnable): Speaker<string> => ({
  agent: '',
  run: (question) => connection.run(question),
  after: (_, { state }) => state,
});

/** What a conversation with a swarm in this process carries. */
export interface LocalState {
  readonly messages: readonly Message[];
  readonly agent: Agent;
  readonly contextVariables: object;
}

type Given = Pick<RunOptions, 'contextVariables'> & { readonly agent: Agent };

export const localSpeaker = (swarm: Pick<Swarm, 'run'>, options: Given): Speaker<LocalState> => {
  const { agent, contextVariables = {} } = options;
  const from = ({ state, messages }: Question<LocalState>): LocalState => {
    const before = state ?? { messages: [], agent, contextVariables };
    return { ...before, messages: [...before.messages, ...messages] };
  };
  return {
    agent: agent.name,
    run: (question) => swarm.run({ ...options, ...(from(question) as RunOptions), approvals: question.approvals }),
    after: (question, response) => {
      // Agents of this process, with all that they have: by name only they are known across a wire.
      const { agent: active, messages, contextVariables: latest } = response as unknown as Response;
      return { messages: [...from(question).messages, ...messages], agent: active, contextVariables: latest };
    },
  };
};
