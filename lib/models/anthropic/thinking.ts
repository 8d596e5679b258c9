import type { ChatCompletionRequest } from '../../messages/types.ts';
import { isThought } from './layout.ts';
import { modelVersion } from './model-version.ts';
import { thinksByDefault } from './newest-models.ts';
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
  if (modelVersion(model) >= ADAPTIVE) return adaptive(effort, model, isForced);
  if (typeof effort !== 'string') return {};
  // Thoughts count as tokens of the answer, of which some must be left.
  const budget = Math.min(BUDGETS[effort] ?? 0, Math.floor(0.8 * maxTokens));
  const isTaken = budget >= SMALLEST && !isForced && !hasThoughtlessCalls(turns);
  return isTaken ? { thinking: { type: 'enabled', budget_tokens: budget } } : {};
};

const adaptive = (effort: unknown, model: string, isForced: boolean): Thinking => {
  const isOff = isForced || effort === 'none';
  const isDisabled = isOff && thinksByDefault(model);
  const isAsked = typeof effort === 'string' && !isOff;
  return {
    ...(typeof effort === 'string' && { effort: effortOf(effort, model, isDisabled) }),
    ...((isDisabled || isAsked) && { thinking: { type: isDisabled ? 'disabled' : 'adaptive' } }),
  };
};

/** `xhigh` came with Claude 4.7. Without thinking, no effort above `high` is taken. */
const effortOf = (effort: string, model: string, isDisabled: boolean): string => {
  if (effort === 'none' || effort === 'minimal') return 'low';
  if (isDisabled && effort === 'max') return 'high';
  return effort === 'xhigh' && (isDisabled || modelVersion(model) === ADAPTIVE) ? 'high' : effort;
};

/**
 * Returns true where the last calls were made without thoughts, or by another model: "Expected `thinking` or
 * `redacted_thinking`, but found `tool_use`", says the server to a request with a budget (openai/openai-agents-python#1704).
 */
const hasThoughtlessCalls = (turns: readonly Turn[]): boolean => {
  const { content = [] } = turns.findLast(({ role }) => role === 'assistant') ?? {};
  return content.some(({ type }) => type === 'tool_use') && !content.slice(0, 1).some(isThought);
};
