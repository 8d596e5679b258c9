import { defer, filter, map, switchScan, tap, type OperatorFunction } from 'rxjs';
import type { Answer, AnswerInput } from './answer.ts';
import type { Conversation, ConversationInput } from './conversation.ts';

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
