import type { ChatCompletionRequest } from '../../messages/types.ts';

/** English text has about four characters a token. */
export const CHARACTERS = 4;

/** How many tokens a request's messages and tools are, where nobody has counted yet. */
export const estimateTokens = ({ messages, tools = [] }: ChatCompletionRequest): number =>
  Math.ceil((JSON.stringify(messages).length + JSON.stringify(tools).length) / CHARACTERS);
