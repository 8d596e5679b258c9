import {
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  filter,
  map,
  of,
  startWith,
  takeUntil,
  type Observable,
} from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import type { Swarm } from '../swarm.ts';
import type { RunOptions } from '../agent/run-options.ts';
import type { ContextVariables } from '../messages/types.ts';
import { begin, follow, type Answer, type AnswerInput } from './answer.ts';
import { failed, stopped, withoutAnswer } from './interrupted.ts';
import { emptyConversation, type Conversation, type ConversationInput } from './conversation.ts';
import { inTurn } from './in-turn.ts';
import { instead } from './instead.ts';
import { nextAnswer } from './next-answer.ts';
import { localSpeaker, remoteSpeaker, type LocalState, type Runnable, type Speaker } from './backend.ts';

export interface ConverseOptions<S> {
  /**
   * What becomes of an input while an answer is under way: it waits its turn, or it stops the answer and is answered
   * instead. Default `'queue'`.
   */
  readonly whileAnswering?: 'queue' | 'replace';
  /** Where to go on: a conversation that was kept. Default: a new one. */
  readonly from?: Conversation<S>;
}

/** With a swarm in this process: what each run is asked for. */
export interface LocalConverseOptions<C extends object = ContextVariables>
  extends ConverseOptions<LocalState>, Omit<RunOptions<C>, 'agent' | 'messages' | 'contextVariables' | 'approvals'> {
  /** The one who begins. */
  readonly agent: Agent<C>;
  readonly contextVariables?: NoInfer<C>;
}

/**
 * A conversation: what the user does goes in, where it stands comes out, beginning with where it begins and then after
 * each event of each answer. Cold: each subscription is a conversation of its own, and unsubscribing ends its answer.
 * Failures are part of it (`status: 'failed'`); it errors only if the inputs do. Completes after them, with the last answer.
 *
 * An answer that is stopped is not carried on: what it brought is marked, and what the user had said is sent again with
 * what is said next. Calls that had been executed by then stay executed.
 */
export function converse(
  connection: Runnable,
  inputs$: Observable<ConversationInput>,
  options?: ConverseOptions<string>,
): Observable<Conversation>;
export function converse<C extends object = ContextVariables>(
  swarm: Pick<Swarm, 'run'>,
  inputs$: Observable<ConversationInput>,
  options: LocalConverseOptions<C>,
): Observable<Conversation<LocalState>>;
export function converse(
  runnable: Runnable | Pick<Swarm, 'run'>,
  inputs$: Observable<ConversationInput>,
  options: object = {},
): Observable<Conversation<unknown>> {
  return 'agent' in options
    ? conversation(
        localSpeaker(runnable as Swarm, options as LocalConverseOptions),
        inputs$,
        options as LocalConverseOptions,
      )
    : conversation(remoteSpeaker(runnable as Runnable), inputs$, options);
}

const conversation = <S>(
  speaker: Speaker<S>,
  inputs$: Observable<ConversationInput>,
  { whileAnswering = 'queue', from = { ...emptyConversation, agent: speaker.agent } }: ConverseOptions<S>,
): Observable<Conversation<S>> => {
  const kept = withoutAnswer(from);
  const start = { ...begin(kept, { said: [], approvals: {} }), conversation: kept };
  return inputs$.pipe(
    connect((shared$) => {
      const stop$ = shared$.pipe(filter(isStop));
      const answer: AnswerInput<S> = (last, input) => answerTo(stopped(last), input, stop$, speaker);
      const asked$ = shared$.pipe(filter((input) => !isStop(input)));
      return asked$.pipe(whileAnswering === 'queue' ? inTurn(answer, start) : instead(answer, start));
    }),
    startWith(kept),
  );
};

/** An answer, event by event, to its end, its failure or its stop. */
const answerTo = <S>(
  last: Answer<S>,
  input: ConversationInput,
  stop$: Observable<unknown>,
  speaker: Speaker<S>,
): Observable<Answer<S>> => {
  const first = nextAnswer(last, input);
  if (first === undefined) return EMPTY;
  return defer(() => {
    let answer = first;
    return concat(
      of(first),
      speaker.run(first.question).pipe(
        map((event) => (answer = follow(answer, event, speaker))),
        catchError((error: unknown) => of((answer = failed(answer, error, speaker)))),
        takeUntil(stop$),
      ),
      defer(() => (answer.conversation.status === 'answering' ? of(stopped(answer)) : EMPTY)),
    );
  });
};

const isStop = (input: ConversationInput): boolean => typeof input === 'object' && 'stop' in input;
