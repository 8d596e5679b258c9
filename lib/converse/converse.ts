import {
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  filter,
  map,
  merge,
  mergeScan,
  type Observable,
  of,
  type OperatorFunction,
  startWith,
  switchScan,
  takeUntil,
  tap,
} from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import type { ContextVariables } from '../agent/context.ts';
import type { RunOptions } from '../agent/run-options.ts';
import type { UserMessage } from '../messages/types.ts';
import type { Swarm } from '../swarm.ts';
import { type Answer, type AnswerInput, begin, follow } from './answer.ts';
import { localSpeaker, type LocalState, remoteSpeaker, type Runnable, type Speaker } from './backend.ts';
import { type Conversation, type ConversationInput, emptyConversation } from './conversation.ts';
import { failed, stopped, withoutAnswer } from './interrupted.ts';
import { nextAnswer } from './next-answer.ts';

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

/** Answers one input after another, and shows what waits its turn. */
export const inTurn =
  <S>(answer: AnswerInput<S>, start: Answer<S>): OperatorFunction<ConversationInput, Conversation<S>> =>
  (inputs$) =>
    defer(() => {
      let latest = start;
      let queue: readonly ConversationInput[] = [];
      return inputs$.pipe(
        tap((input) => (queue = [...queue, input])),
        connect((shared$) => {
          const answers$ = shared$.pipe(
            mergeScan((last, input) => ((queue = queue.slice(1)), answer(last, input)), start, 1),
            tap((next) => (latest = next)),
          );
          // Comes after `answers$`, which has taken an input from the queue by then if it is its turn.
          const queued$ = shared$.pipe(filter((input) => queue.length > 0 && toMessage(input) !== undefined));
          return merge(answers$, queued$);
        }),
        map(() => ({ ...latest.conversation, queued: queue.flatMap((input) => toMessage(input) ?? []) })),
      );
    });

/** What an input says, if it says something. */
const toMessage = (input: ConversationInput): UserMessage | undefined => {
  if (typeof input === 'string') return { role: 'user', content: input };
  return 'role' in input ? input : undefined;
};

/** Answers an input instead of the one before. Nothing waits while an answer is under way: a decision ends none. */
export const instead =
  <S>(answer: AnswerInput<S>, start: Answer<S>): OperatorFunction<ConversationInput, Conversation<S>> =>
  (inputs$) =>
    defer(() => {
      let latest = start;
      return inputs$.pipe(
        filter((input) => latest.conversation.status !== 'answering' || !isDecision(input)),
        switchScan(answer, start),
        tap((next) => (latest = next)),
        map(({ conversation }) => conversation),
      );
    });

const isDecision = (input: ConversationInput): boolean => typeof input === 'object' && 'approvals' in input;
