/** Ways in which an answer ends before the model has finished it. */
export type EarlyEnd = 'failure' | 'refusal' | 'filter' | 'limit';

/** Parts of the words that servers have for them: OpenAI's, Anthropic's, Gemini's, Cohere's, Bedrock's and those of others. */
const WORDS = {
  failure: /error|abort|cancel|timeout|malformed|insufficient/i,
  refusal: /refus/i,
  filter: /filter|safety|sensitive|recitation|prohibited|blocklist|guardrail/i,
  limit: /length|max_|exceeded|trunc/i,
};

/** Returns how a finish reason says that the answer ended early, or `undefined` where the model had finished. */
export const earlyEnd = (finishReason = ''): EarlyEnd | undefined =>
  (Object.keys(WORDS) as EarlyEnd[]).find((end) => WORDS[end].test(finishReason));
