import {
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  filter,
  map,
  type Observable,
  of,
  startWith,
  takeUntil,
} from 'rxjs';
import type { Agent } from '../agent/agent.ts';
import type { ContextVariables } from '../agent/context.ts';
import type { AnyFunction } from '../agent/function-schema.ts';
import { usageError } from '../agent/errors.ts';
import { refuseUnknown } from '../agent/known-options.ts';
import type { RequiredContext, RunOptions } from '../agent/run-options.ts';
import { withPageFunctions } from '../client/with-page-functions.ts';
import type { Swarm } from '../swarm.ts';
import { inSubscriberContext } from '../util/async-context.ts';
import { type Answer, answerAfter, type AnswerInput, startAnswer } from './answer.ts';
import {
  type Backend,
  type BackendEvent,
  localBackend,
  type LocalState,
  type Question,
  remoteBackend,
  type Runnable,
} from './backend.ts';
import { type Conversation, type ConversationInput, emptyConversation, isUnderWay } from './conversation.ts';
import { failed, stopped, withoutAnswer } from './interrupted.ts';
import { nextAnswer, NOTHING, type Resume } from './next-answer.ts';
import { resumedAnswer, resumedEvents, withoutEvents } from './resumed-answer.ts';
import { isResume, isStop, queueInputs, replaceAnswer } from './while-answering.ts';

/** The options of a conversation. */
export interface ConverseOptions<S> {
  /**
   * Decides about a message that comes while an answer is under way: `queue` answers it afterwards, `replace` stops the answer
   * and answers both messages together, `steer` gives it to the run, whose next turn reads it. Over a wire `steer` is a usage
   * error. Default `'queue'`.
   */
  readonly whileAnswering?: 'queue' | 'replace' | 'steer';
  /** A stored conversation to continue. Default: a new one. */
  readonly from?: Conversation<S>;
  /**
   * Functions of the page, for calls that wait with the reason `client`: bound by `withSchema`, which checks the arguments. An
   * answer executes them one after another and goes on with their results by itself. Default: such calls wait for the user.
   */
  readonly functions?: readonly AnyFunction[];
}

/** The options of a conversation with a swarm in this process, those of each run included. */
export interface LocalConverseOptions<C extends object = ContextVariables>
  extends
    ConverseOptions<LocalState>,
    Omit<RunOptions<C>, 'agent' | 'messages' | 'contextVariables' | 'decisions' | 'resume' | 'runId'> {
  /** The agent that begins. */
  readonly agent: Agent<C>;
  /**
   * True keeps the text of an answer that is stopped, with `isCut`, so that "go on" goes on from there. Default: it is shown as
   * stopped, and no agent reads it.
   */
  readonly keepPartial?: boolean;
  /** The context variables the conversation begins with. Default: none. */
  readonly contextVariables?: NoInfer<C>;
}

/**
 * Turns the user's inputs into conversations: emits one at once, then one after each event of each answer. Cold: each
 * subscription is a conversation of its own, and unsubscribing ends the answer under way. A failed answer is a conversation
 * with `status: 'failed'`; the stream errors only if the inputs do. Completes after the inputs, with the last answer.
 *
 * A stopped answer keeps the turns whose calls were answered, so that no function is called again for them; in this process it
 * keeps the turn under way as well, its calls as `stopped`. The rest is marked, and the user's message is sent again with the
 * next one if no turn was kept.
 *
 * @example
 * const inputs$ = new Subject<ConversationInput>();
 * converse(connect('/chat'), inputs$).subscribe(({ status, transcript }) => render(status, transcript));
 * inputs$.next('Do you have bees?');
 */
export function converse(
  connection: Runnable,
  inputs$: Observable<ConversationInput>,
  options?: ConverseOptions<string>,
): Observable<Conversation>;
export function converse<C extends object = ContextVariables>(
  swarm: Pick<Swarm, 'run'>,
  inputs$: Observable<ConversationInput>,
  options: LocalConverseOptions<C> & RequiredContext<C>,
): Observable<Conversation<LocalState>>;
export function converse(
  runnable: Runnable | Pick<Swarm, 'run'>,
  inputs$: Observable<ConversationInput>,
  options: object = {},
): Observable<Conversation<unknown>> {
  const isLocal = 'agent' in options;
  refuseUnknown('converse()', options, isLocal ? [...LOCAL_OPTIONS, ...OPTIONS] : OPTIONS);
  if (!isLocal) {
    const { whileAnswering } = options as ConverseOptions<string>;
    if (whileAnswering === 'steer') throw cannotSteer();
    return conversations(remoteBackend(runnable as Runnable), inputs$, options);
  }
  const { whileAnswering, from, functions, keepPartial, ...asked } = options as LocalConverseOptions;
  const own = { ...(whileAnswering && { whileAnswering }), ...(from && { from }), ...(functions && { functions }) };
  return conversations(localBackend(runnable as Swarm, asked, keepPartial), inputs$, own);
}

const cannotSteer = () =>
  usageError("converse() cannot steer a run behind a connection: pass whileAnswering: 'queue' or 'replace'.");

const OPTIONS: readonly (keyof ConverseOptions<unknown>)[] = ['whileAnswering', 'from', 'functions'];

/** The further options of a conversation in this process. */
const LOCAL_OPTIONS: readonly Exclude<keyof LocalConverseOptions, keyof ConverseOptions<unknown>>[] = [
  'agent',
  'keepPartial',
  'contextVariables',
  'modelOverride',
  'output',
  'everyAgent',
  'maxTurns',
  'executeTools',
  'toolConcurrency',
  'runTimeout',
  'functionTimeout',
  'turnRetries',
  'checkpoint',
  'scheduler',
  'aroundCall',
  'debug',
];

const conversations = <S>(
  answering: Backend<S>,
  inputs$: Observable<ConversationInput>,
  { whileAnswering = 'queue', from = { ...emptyConversation, agent: answering.agent }, functions }: ConverseOptions<S>,
): Observable<Conversation<S>> => {
  const backend = functions ? withFunctions(answering, functions) : answering;
  const resumed = backend.resume && isUnderWay(from) ? resumedAnswer(from) : undefined;
  const initial = resumed?.conversation ?? withoutAnswer(from);
  const start = resumed ?? { ...startAnswer(initial, NOTHING), conversation: initial };
  const first: readonly (ConversationInput | Resume)[] = resumed ? [{ resume: true }, ...from.queued] : [];
  return inputs$.pipe(
    // Answers begin in the context of the subscriber, not in that of an input or of the answer before.
    inSubscriberContext(),
    connect((shared$) => {
      const stop$ = shared$.pipe(filter(isStop));
      const answer: AnswerInput<S> = (last, input, said$) =>
        isResume(input)
          ? answerTo(
              resumedAnswer(from),
              () => resumedEvents(backend).pipe(takeUntil(stop$)),
              backend,
              withoutEvents(from),
            )
          : answerTo(
              nextAnswer(stopped(last, backend), input),
              ({ question }) => backend.run({ ...question, ...(said$ && { said$ }) }).pipe(takeUntil(stop$)),
              backend,
            );
      const questions$ = shared$.pipe(
        filter((input) => !isStop(input)),
        startWith(...first),
      );
      return questions$.pipe(
        whileAnswering === 'replace'
          ? replaceAnswer(answer, start)
          : queueInputs(answer, start, whileAnswering === 'steer'),
      );
    }),
    startWith(initial),
  );
};

/** Adds functions of the page, also to a run that is gone on with. */
const withFunctions = <S>(backend: Backend<S>, functions: readonly AnyFunction[]): Backend<S> => {
  const { resume = () => EMPTY } = backend;
  const again: Question<S> = { messages: [], state: undefined, decisions: {} };
  const answering = { ...backend, run: (asked: Question<S>) => (asked === again ? resume() : backend.run(asked)) };
  const run = withPageFunctions(answering, functions);
  return { ...backend, run, resume: backend.resume && (() => run(again)) };
};

/** Emits an answer after each event, until it ends, fails or is stopped. */
const answerTo = <S>(
  first: Answer<S> | undefined,
  events$: (first: Answer<S>) => Observable<BackendEvent<S>>,
  backend: Backend<S>,
  withoutEnd: (answer: Answer<S>, backend: Backend<S>) => Answer<S> = stopped,
): Observable<Answer<S>> => {
  if (first === undefined) return EMPTY;
  return defer(() => {
    let answer = first;
    return concat(
      of(first),
      events$(first).pipe(
        inSubscriberContext(),
        map((event) => (answer = answerAfter(answer, event, backend))),
        catchError((error: unknown) => of((answer = failed(answer, error, backend)))),
      ),
      defer(() => (isUnderWay(answer.conversation) ? of(withoutEnd(answer, backend)) : EMPTY)),
    );
  });
};
