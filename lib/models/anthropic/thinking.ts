import type { ChatCompletionRequest } from '../../messages/types.ts';
import { modelVersion } from './model-version.ts';
import type { Turn } from './to-turns.ts';

/** The fields of a request that are about thinking. */
export interface Thinking {
  readonly thinking?: object;
  readonly effort?: string;
}

/**
 * Claude 4.6 and later decide themselves how long they think, within an effort; 4.7 and later refuse a budget of tokens. Earlier
 * ones know budgets only (docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking, read 2026-12-01).
 */
const ADAPTIVE = 406;

/** Tokens of thought, at least 1,024. */
const BUDGETS: Readonly<Record<string, number>> = {
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16384,
  xhigh: 24576,
  max: 24576,
};
const SMALLEST = 1024;

/**
 * Returns how `reasoning_effort` is said to the model. A forced call comes without thinking, because the server refuses both
 * together.
 */
export const thinkingOf = (
  request: ChatCompletionRequest,
  {
    maxTokens,
    isForced,
    turns,
  }: { readonly maxTokens: number; readonly isForced: boolean; readonly turns: readonly Turn[] },
): Thinking => {
  const { reasoning_effort: effort, model } = request;
  if (typeof effort !== 'string') return {};
  const version = modelVersion(model);
  if (version >= ADAPTIVE) {
    return {
      effort: effortOf(effort, version),
      ...(effort !== 'none' && !isForced && { thinking: { type: 'adaptive' } }),
    };
  }
  // Thoughts count as tokens of the answer, of which some must be left.
  const budget = Math.min(BUDGETS[effort] ?? 0, Math.floor(0.8 * maxTokens));
  const isTaken = budget >= SMALLEST && !isForced && !hasThoughtlessCalls(turns);
  return isTaken ? { thinking: { type: 'enabled', budget_tokens: budget } } : {};
};

/** `xhigh` came with Claude 4.7. */
const effortOf = (effort: string, version: number): string => {
  if (effort === 'none' || effort === 'minimal') return 'low';
  return effort === 'xhigh' && version === ADAPTIVE ? 'high' : effort;
};

/**
 * Returns true where the last calls were made without thoughts, or by another model: "Expected `thinking` or
 * `redacted_thinking`, but found `tool_use`", says the server to a request with a budget (openai/openai-agents-python#1704).
 */
const hasThoughtlessCalls = (turns: readonly Turn[]): boolean => {
  const { content = [] } = turns.findLast(({ role }) => role === 'assistant') ?? {};
  return content.some(({ type }) => type === 'tool_use') && !/thinking$/.test(content[0]?.type ?? '');
};
