import { connect, defer, EMPTY, filter, map, merge, mergeScan, type OperatorFunction, switchScan, tap } from 'rxjs';
import type { UserMessage } from '../messages/types.ts';
import type { Answer, AnswerInput } from './answer.ts';
import { type Conversation, type ConversationInput, isUnderWay } from './conversation.ts';
import type { Resume } from './next-answer.ts';

type Input = ConversationInput | Resume;

/**
 * `whileAnswering: 'queue'`: answers inputs one after another and lists the waiting messages as `queued`. With `steers` the answer
 * under way is given those messages too; one that its run took is not answered again.
 */
export const queueInputs =
  <S>(answer: AnswerInput<S>, start: Answer<S>, steers: boolean): OperatorFunction<Input, Conversation<S>> =>
  (inputs$) =>
    defer(() => {
      let latest = start;
      let queue: readonly Input[] = [];
      const turnOf = (input: Input): boolean => {
        const isOpen = queue.includes(input);
        queue = queue.filter((each) => each !== input);
        return isOpen;
      };
      return inputs$.pipe(
        // A text becomes its message at once, so that the run's word about it can be told.
        map((input): Input => toMessage(input) ?? input),
        tap((input) => (queue = [...queue, input])),
        connect((shared$) => {
          const said$ = steers ? shared$.pipe(map(toMessage), filter(isMessage)) : undefined;
          const answers$ = shared$.pipe(
            mergeScan((last, input) => (turnOf(input) ? answer(last, input, said$) : EMPTY), start, 1),
            tap((next) => {
              latest = next;
              queue = queue.filter((input) => !next.heard.some((message) => message === input));
            }),
          );
          // Merged after `answers$`, which has taken the input from the queue by then if its turn has come.
          const queued$ = shared$.pipe(filter((input) => queue.length > 0 && toMessage(input) !== undefined));
          return merge(answers$, queued$);
        }),
        map(() => ({ ...latest.conversation, queued: queue.flatMap((input) => toMessage(input) ?? []) })),
      );
    });

const isMessage = (message: UserMessage | undefined): message is UserMessage => message !== undefined;

/** `whileAnswering: 'replace'`: a new input stops the answer under way. A decision does not, because no call waits then. */
export const replaceAnswer =
  <S>(answer: AnswerInput<S>, start: Answer<S>): OperatorFunction<Input, Conversation<S>> =>
  (inputs$) =>
    defer(() => {
      let latest = start;
      return inputs$.pipe(
        filter((input) => !isUnderWay(latest.conversation) || !isDecision(input)),
        switchScan((last, input) => answer(last, input), start),
        tap((next) => (latest = next)),
        map(({ conversation }) => conversation),
      );
    });

/** Tells the input that goes on with a stored answer. */
export const isResume = (input: Input): input is Resume => typeof input === 'object' && 'resume' in input;

/** Tells the input that stops the answer under way. */
export const isStop = (input: Input): boolean => typeof input === 'object' && 'stop' in input;

const isDecision = (input: Input): boolean => typeof input === 'object' && 'decisions' in input;

/** Returns the message that an input says, if it says one. */
const toMessage = (input: Input): UserMessage | undefined => {
  if (typeof input === 'string') return { role: 'user', content: input };
  return 'role' in input ? input : undefined;
};
