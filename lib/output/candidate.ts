import type { AssistantMessage, ToolCall } from '../messages/types.ts';
import { FINAL_ANSWER } from './final-answer.ts';

/** What a message answers with: text to be read as JSON, or no answer yet. */
export interface Candidate {
  readonly text: string;
  /** The calls it was given in, each of which needs a tool message. */
  readonly calls: readonly ToolCall[];
  /** Calls of other functions in the same message: an answer given beside them knew nothing of their results. */
  readonly isEarly: boolean;
}

/** The answer of a message, undefined where it only calls functions. */
export const candidateOf = ({ content, tool_calls: calls = [] }: AssistantMessage): Candidate | undefined => {
  const own = calls.filter((call) => call.function.name === FINAL_ANSWER);
  if (own[0] === undefined) return calls.length > 0 ? undefined : { text: textOf(content), calls, isEarly: false };
  return { text: own[0].function.arguments, calls: own, isEarly: own.length < calls.length };
};

/** Some models wrap JSON in a code fence, whatever they were asked for. */
const textOf = (content: AssistantMessage['content']): string => {
  const text = typeof content === 'string' ? content : '';
  return /^\s*```\w*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
};
