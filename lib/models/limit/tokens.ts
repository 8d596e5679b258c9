import type { ChatCompletionChunk, ChatCompletionRequest, Delta, Usage } from '../../messages/types.ts';
import { CHARACTERS, estimateTokens } from '../../chat/limit/estimate-tokens.ts';

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
