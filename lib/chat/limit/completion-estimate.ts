import type { ChatCompletionRequest, Usage } from '../../messages/types.ts';

export interface CompletionEstimate {
  /** Tokens the answer may have: as many as the request allows, as servers count it, else as many as answers had so far. */
  of(request: ChatCompletionRequest): number;
  /** An answer was counted. */
  learn(usage: Usage): void;
}

export const completionEstimate = (): CompletionEstimate => {
  let answers = 0;
  let mean = 0;
  return {
    of({ max_completion_tokens: most, max_tokens: atMost }) {
      return [most, atMost].find((limit) => typeof limit === 'number') ?? Math.ceil(mean);
    },
    learn({ completion_tokens: tokens }) {
      mean += (tokens - mean) / ++answers;
    },
  };
};
