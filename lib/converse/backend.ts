import type { Observable } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import type { RemoteAgent, RemoteRequest } from '../agent/remote.ts';
import type { Response, RunEvent } from '../agent/response.ts';
import type { Approval, RunOptions } from '../agent/run-options.ts';
import type { Message, UserMessage } from '../messages/types.ts';
import type { Swarm } from '../swarm.ts';

/** A request to a backend. */
export interface Question<S> {
  /** The new messages. */
  readonly messages: readonly UserMessage[];
  /** The state after the last answer; `undefined` in a new conversation. */
  readonly state: S | undefined;
  readonly approvals: Readonly<Record<string, Approval>>;
}

/** The side that answers: a swarm in this process, or one behind a connection. */
export interface Backend<S> {
  /** The name of the first agent; `''` if it is not known. */
  readonly agent: string;
  readonly run: (question: Question<S>) => Observable<RunEvent<RemoteAgent>>;
  /** Returns the state for the next question; `undefined` if the response has none. */
  readonly stateAfter: (question: Question<S>, response: Response<RemoteAgent>) => S | undefined;
}

/** The part of a `Connection` that a conversation needs. */
export interface Runnable {
  /** Runs on the server, once for each subscription. */
  readonly run: (request: RemoteRequest) => Observable<RunEvent<RemoteAgent>>;
}

/** A backend behind a connection. The server seals the state. */
export const remoteBackend = (connection: Runnable): Backend<string> => ({
  agent: '',
  run: (question) => connection.run(question),
  stateAfter: (_, { state }) => state,
});

/** The state of a conversation with a swarm in this process. */
export interface LocalState {
  /** The conversation so far. */
  readonly messages: readonly Message[];
  /** The active agent. */
  readonly agent: Agent;
  /** The context variables after the last answer. */
  readonly contextVariables: object;
}

type LocalOptions = Pick<RunOptions, 'contextVariables'> & { readonly agent: Agent };

/** A backend in this process. */
export const localBackend = (swarm: Pick<Swarm, 'run'>, options: LocalOptions): Backend<LocalState> => {
  const { agent, contextVariables = {} } = options;
  const stateWith = ({ state, messages }: Question<LocalState>): LocalState => {
    const before = state ?? { messages: [], agent, contextVariables };
    return { ...before, messages: [...before.messages, ...messages] };
  };
  return {
    agent: agent.name,
    run: (question) => swarm.run({ ...options, ...(stateWith(question) as RunOptions), approvals: question.approvals }),
    stateAfter: (question, response) => {
      // Agents of this process are whole; only those across a wire are `{ name }`.
      const { agent: active, messages, contextVariables: latest } = response as unknown as Response;
      return { messages: [...stateWith(question).messages, ...messages], agent: active, contextVariables: latest };
    },
  };
};
