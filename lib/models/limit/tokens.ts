import type { ChatCompletionChunk, ChatCompletionRequest, Delta, Usage } from '../../messages/types.ts';

export interface Consumption {
  read(chunk: ChatCompletionChunk): void;
  /** What was used up to now: as the server counts, else an estimate; nothing before the first chunk. */
  usage(request: ChatCompletionRequest): Usage | undefined;
}

export const consumption = (): Consumption => {
  let counted: Usage | undefined;
  let characters: number | undefined;
  return {
    read({ usage, choices }) {
      counted = usage ?? counted;
      characters = choices.reduce((sum, { delta }) => sum + lengthOf(delta), characters ?? 0);
    },
    usage(request) {
      if (counted !== undefined || characters === undefined) return counted;
      const [prompt, completion] = [estimateTokens(request), Math.ceil(characters / CHARACTERS)];
      return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
    },
  };
};

const lengthOf = ({ content, refusal, reasoning, reasoning_content: thought, tool_calls: calls }: Delta): number =>
  (content?.length ?? 0) +
  (refusal?.length ?? 0) +
  (reasoning?.length ?? thought?.length ?? 0) +
  (calls ? JSON.stringify(calls).length : 0);

/** English text has about four characters a token. */
export const CHARACTERS = 4;

/** How many tokens a request's messages and tools are, where nobody has counted yet. */
export const estimateTokens = ({ messages, tools = [] }: ChatCompletionRequest): number =>
  Math.ceil((JSON.stringify(messages).length + JSON.stringify(tools).length) / CHARACTERS);

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
