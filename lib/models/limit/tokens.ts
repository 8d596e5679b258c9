import type { ChatCompletionChunk, ChatCompletionRequest, Delta, Usage } from '../../messages/types.ts';

/** English text has about four characters a token. */
const CHARACTERS = 4;

/** Counts what one request uses. */
export interface Consumption {
  /** Takes a chunk of its answer. */
  read(chunk: ChatCompletionChunk): void;
  /** Returns the usage so far: the server's own count, else an estimate; `undefined` before the first chunk. */
  usage(request: ChatCompletionRequest): Usage | undefined;
}

/** Counts what one request uses, by the server's count or, where it gives none, by the characters that came. */
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
      const [prompt, completion] = [promptTokens(request), Math.ceil(characters / CHARACTERS)];
      return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
    },
  };
};

/** Estimates requests before they are sent. */
export interface TokenEstimate {
  /**
   * Returns the tokens of the prompt and of its answer: as many as the request allows, because servers count it so, else as
   * many as answers had so far.
   */
  readonly of: (request: ChatCompletionRequest) => number;
  /** Takes the count of an answer. */
  readonly learn: (usage: Usage) => void;
}

/** The estimate of rate limits: a quarter of the characters, and `max_tokens` or the mean of the answers so far. */
export const tokenEstimate = (): TokenEstimate => {
  let answers = 0;
  let mean = 0;
  return {
    of(request) {
      const limits = [request['max_completion_tokens'], request['max_tokens']];
      return promptTokens(request) + (limits.find((limit) => typeof limit === 'number') ?? Math.ceil(mean));
    },
    learn({ completion_tokens: tokens }) {
      mean += (tokens - mean) / ++answers;
    },
  };
};

const promptTokens = ({ messages, tools = [] }: ChatCompletionRequest): number =>
  Math.ceil((JSON.stringify(messages).length + JSON.stringify(tools).length) / CHARACTERS);

const lengthOf = ({ content, refusal, reasoning, reasoning_content: thought, tool_calls: calls }: Delta): number =>
  (content?.length ?? 0) +
  (refusal?.length ?? 0) +
  (reasoning?.length ?? thought?.length ?? 0) +
  (calls ? JSON.stringify(calls).length : 0);
