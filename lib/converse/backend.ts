import { concat, map, type Observable, of } from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import type { RemoteAgent, RemoteRequest } from '../agent/remote.ts';
import type { Response, RunEvent, StateEvent } from '../agent/response.ts';
import type { Decisions } from '../agent/decision.ts';
import type { RunOptions } from '../agent/run-options.ts';
import { withFinishedTurns } from '../loop/finished-turns.ts';
import { openCalls } from '../messages/history.ts';
import type { AssistantMessage, Message, ToolMessage, UserMessage } from '../messages/types.ts';
import type { Swarm } from '../swarm.ts';

/** A request to a backend. */
export interface Question<S> {
  /** The new messages. */
  readonly messages: readonly UserMessage[];
  /** The state after the last answer; `undefined` in a new conversation. */
  readonly state: S | undefined;
  readonly decisions: Decisions;
  /** Messages that come while the answer is under way. Default: none reaches the run. */
  readonly said$?: Observable<UserMessage>;
}

/** An event of a run, or the state after a turn whose calls are all answered. */
export type BackendEvent<S> = Exclude<RunEvent<RemoteAgent>, StateEvent> | { readonly state: S };

/** The part of an answer that its state does not hold when it is stopped. */
export interface Unsaved {
  readonly messages: readonly Message[];
  /** Ids of the calls under way. */
  readonly calls: readonly string[];
  /** The text that was arriving, if it is kept. */
  readonly partial: AssistantMessage | undefined;
}

/** The side that answers: a swarm in this process, or one behind a connection. */
export interface Backend<S> {
  /** The name of the first agent; `''` if it is not known. */
  readonly agent: string;
  readonly run: (question: Question<S>) => Observable<BackendEvent<S>>;
  /** Emits the events of the run that was under way when the page was left. Absent where none can be. */
  readonly resume?: (() => Observable<BackendEvent<S>>) | undefined;
  /** Returns the state for the next question; `undefined` if the response carries no state. */
  readonly stateAfter: (question: Question<S>, response: Response<RemoteAgent>) => S | undefined;
  /** True if the text of a stopped answer is kept. */
  readonly keepPartial: boolean;
  /**
   * Saves a turn that is stopped while its calls are executed: those under way are answered "stopped". `saved` is the state after
   * the turns before it, `undefined` for the first. Returns `undefined` if no call has started and no text is kept, and always
   * over a wire, because only the server can write the state.
   */
  readonly saveStopped: (
    question: Question<S>,
    saved: S | undefined,
    unsaved: Unsaved,
  ) => { readonly state: S; readonly added: readonly Message[] } | undefined;
}

/** The part of a `Connection` that a conversation needs. */
export interface Runnable {
  /** Runs on the server, once for each subscription. */
  readonly run: (request: RemoteRequest) => Observable<RunEvent<RemoteAgent>>;
  /** Goes on with the run that was under way when the page was left. Default: a stored answer is `stopped`. */
  readonly resume?: (() => Observable<RunEvent<RemoteAgent>>) | undefined;
}

/** A backend behind a connection. The server seals the state. */
export const remoteBackend = (connection: Runnable): Backend<string> => ({
  agent: '',
  run: (question) => connection.run(question),
  keepPartial: false,
  resume: connection.resume,
  saveStopped: () => undefined,
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
export const localBackend = (
  swarm: Pick<Swarm, 'run'>,
  options: LocalOptions,
  keepPartial = false,
): Backend<LocalState> => {
  const { agent, contextVariables = {} } = options;
  const stateWith = ({ state, messages }: Question<LocalState>): LocalState => {
    const before = state ?? { messages: [], agent, contextVariables };
    return { ...before, messages: [...before.messages, ...messages] };
  };
  const stateAfter = (question: Question<LocalState>, response: Response): LocalState => {
    const { agent: active, messages, contextVariables: latest } = response;
    return { messages: [...stateWith(question).messages, ...messages], agent: active, contextVariables: latest };
  };
  return {
    agent: agent.name,
    keepPartial,
    run: (question) =>
      withFinishedTurns((all) => swarm.run(all), {
        ...options,
        ...(stateWith(question) as RunOptions),
        messages: messagesOf(stateWith(question).messages, question.said$),
        decisions: question.decisions,
      }).pipe(map((event) => ('finished' in event ? { state: stateAfter(question, event.finished) } : event))),
    // Agents of this process are whole; only those across a wire are `{ name }`.
    stateAfter: (question, response) => stateAfter(question, response as unknown as Response),
    saveStopped: (question, saved = stateWith(question), { messages, calls, partial }) => {
      if (calls.length === 0 && partial === undefined && !messages.some(({ role }) => role === 'tool'))
        return undefined;
      const all = [...saved.messages, ...messages];
      const answers = openCalls(all)
        .filter(({ id }) => calls.includes(id))
        .map(({ id, function: { name } }) => stoppedCall(id, name));
      const added = partial ? [...answers, partial] : answers;
      return { state: { ...saved, messages: [...all, ...added] }, added };
    },
  };
};

/** The run listens until its response. */
const messagesOf = (conversation: readonly Message[], said$: Observable<UserMessage> | undefined) =>
  said$ ? concat(of(conversation), said$.pipe(map((message) => [message]))) : conversation;

const stoppedCall = (id: string, name: string): ToolMessage => ({
  role: 'tool',
  tool_call_id: id,
  tool_name: name,
  content: 'stopped',
});
