import { connect, defer, filter, map, merge, mergeScan, tap, type OperatorFunction } from 'rxjs';
import type { UserMessage } from '../messages/types.ts';
import type { Answer, AnswerInput } from './answer.ts';
import type { Conversation, ConversationInput } from './conversation.ts';

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
