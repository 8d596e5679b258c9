import { SwarmError, type Agent, type Message, type Swarm } from 'rxswarm';
import { response } from 'rxswarm/operators';
import { catchError, defer, map, of, type Observable } from 'rxjs';
import type { Demo } from '../demo.ts';
import type { Case } from './cases.ts';

/** What the model did in one iteration of a case. */
export interface Outcome {
  readonly suite: string;
  readonly case: Case;
  readonly called: readonly string[];
  readonly correct: boolean;
  readonly error?: string;
}

/** One run of a case; nothing happens before it is subscribed. */
export type Trial = Observable<Outcome>;

/** The cases of a suite as trials. @throws where a case names an agent or a function that the demo has not got. */
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
  if (agent === undefined) throw new Error(`There is no agent ${given.agent} in ${suite}.`);
  if (given.expected !== null && !agent.functions.some(({ name }) => name === given.expected)) {
    throw new Error(`A case of ${suite} expects ${given.expected}, which ${given.agent} cannot call.`);
  }
  return agent;
};

const callsOf = (message: Message | undefined): readonly string[] =>
  message?.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.function.name) : [];

/** Right is to call what was expected, once or more and nothing else; or nothing, where nothing was. */
const judge = (suite: string, given: Case, called: readonly string[]): Outcome => {
  const { expected } = given;
  const correct =
    expected === null ? called.length === 0 : called.length > 0 && called.every((name) => name === expected);
  return { suite, case: given, called, correct };
};

/** One failure is a wrong answer; that the endpoint cannot be reached or used would be the same for all others. */
const failed = (suite: string, given: Case, error: unknown): Outcome => {
  if (!(error instanceof SwarmError) || isHopeless(error)) throw error;
  return { suite, case: given, called: [], correct: false, error: error.message };
};

const isHopeless = ({ type, status }: SwarmError): boolean =>
  type === 'usage' || type === 'network' || status === 401 || status === 403 || status === 404;
