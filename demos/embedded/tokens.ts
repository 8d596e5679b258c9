import type { Decision } from './decision.ts';
import type { Usage, WireRequest } from './wire.ts';

const WORD = /\s*\S{1,7}|\s+/g;
const FRAGMENT = /[^]{1,9}/g;

/** Splits a text into words with the space before them, long words in two. Joined, they are the text again. */
export const tokensOf = (text: string): readonly string[] => text.match(WORD) ?? [];

/** Splits arguments into pieces that are not JSON by themselves, as every model does. */
export const fragmentsOf = (input: object): readonly string[] => JSON.stringify(input).match(FRAGMENT) ?? [];

/** Estimates four characters to a token. */
export const usageOf = ({ messages, tools = [] }: WireRequest, { text, calls }: Decision): Usage => {
  const prompt = Math.ceil((JSON.stringify(messages).length + JSON.stringify(tools).length) / 4);
  const called = calls.flatMap(({ arguments: input }) => fragmentsOf(input)).length + calls.length;
  const completion = tokensOf(text).length + called;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
};
