import type { Attributes } from '@opentelemetry/api';
import type { Usage } from '../messages/types.ts';
import { ATTRIBUTE } from './conventions.ts';

/** Tokens as a span tells them; nothing where no server counted. */
export const usageAttributes = (usage: Usage | undefined): Attributes => {
  if (usage === undefined) return {};
  const cached = usage.prompt_tokens_details?.['cached_tokens'];
  const reasoning = usage.completion_tokens_details?.['reasoning_tokens'];
  return {
    [ATTRIBUTE.inputTokens]: usage.prompt_tokens,
    [ATTRIBUTE.outputTokens]: usage.completion_tokens,
    ...(cached !== undefined && { [ATTRIBUTE.cachedInputTokens]: cached }),
    ...(reasoning !== undefined && { [ATTRIBUTE.reasoningTokens]: reasoning }),
  };
};
