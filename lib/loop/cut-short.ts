import { SwarmError } from '../agent/errors.ts';
import { type EarlyEnd, earlyEnd } from '../messages/early-end.ts';
import type { AssistantMessage } from '../messages/types.ts';

const REASONS: Readonly<Partial<Record<EarlyEnd, string>>> = {
  refusal: 'the model refused to answer',
  filter: 'a content filter stopped the answer',
  limit: 'the answer was cut at the token limit',
};

/** Throws an `api` error, which `turnRetries` may mend, for an answer in the middle of which the server failed. */
export const refuseFailed = (finishReason: string | undefined): void => {
  if (earlyEnd(finishReason) === 'failure') {
    throw new SwarmError('api', `The server ended its answer with the finish reason "${String(finishReason)}".`);
  }
};

/** Returns why the calls of an answer must not be executed, or `undefined` if they may be. */
export const cutShort = ({ refusal }: AssistantMessage, finishReason?: string): string | undefined => {
  const end = earlyEnd(finishReason) ?? (refusal ? 'refusal' : undefined);
  return end && REASONS[end];
};
