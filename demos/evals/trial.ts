import { SwarmError, type Agent, type Message, type Swarm } from 'rxswarm';
import { response } from 'rxswarm/operators';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import type { Demo } from '../demo.ts';
import type { Case } from './cases.ts';

/** The model's reaction in one iteration of a case. */
export interface Outcome {
  readonly suite: string;
  readonly case: Case;
  readonly called: readonly string[];
  readonly correct: boolean;
  readonly error?: string;
}

/** Emits one outcome. Nothing is sent before it is subscribed. */
export type Trial = Observable<Outcome>;

/**
 * Makes a trial of each case.
 * @throws Error when a case names an agent or a function that the demo does not have.
 */
export const trialsOf = <C extends object>(
  suite: string,
  cases: readonly Case[],
  { agents, contextVariables }: Demo<C>,
  swarm: Pick<Swarm, 'run'>,
): readonly Trial[] =>
  cases.map((given) => {
    const agent = agentOf(agents, given, suite);
    const options = { agent, messages: given.messages, contextVariables, executeTools: false };
    return defer(() => swarm.run(options)).pipe(
      response(),
      map(({ messages }) => judge(suite, given, callsOf(messages.at(-1)))),
      catchError((error: unknown) => of(failed(suite, given, error))),
    );
  });

const agentOf = <C extends object>(agents: readonly Agent<C>[], given: Case, suite: string): Agent<C> => {
  const agent = agents.find(({ name }) => name === given.agent);
  if (agent === undefined) throw new Error(`Unknown agent ${given.agent} in the cases of ${suite}.`);
  if (given.expected !== null && !agent.functions.some(({ name }) => name === given.expected)) {
    throw new Error(`A case of ${suite} expects ${given.expected}, which ${given.agent} cannot call.`);
  }
  return agent;
};

const callsOf = (message: Message | undefined): readonly string[] =>
  message?.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.function.name) : [];

/**
 * An outcome is right when the expected function, and no other, was called at least once. Without an expected
 * function, no call is right.
 */
const judge = (suite: string, given: Case, called: readonly string[]): Outcome => {
  const { expected } = given;
  const correct =
    expected === null ? called.length === 0 : called.length > 0 && called.every((name) => name === expected);
  return { suite, case: given, called, correct };
};

/**
 * Counts a failed run as wrong. An endpoint that cannot be reached or refuses access would fail for all cases, so its error is thrown.
 */
const failed = (suite: string, given: Case, error: unknown): Outcome => {
  if (!(error instanceof SwarmError) || isHopeless(error)) throw error;
  return { suite, case: given, called: [], correct: false, error: error.message };
};

const isHopeless = ({ type, status }: SwarmError): boolean =>
  type === 'usage' || type === 'network' || status === 401 || status === 403 || status === 404;
