import type { Interrupt, RunFinishedEvent, TokenUsage } from '@ag-ui/core';
import type { Response } from '../agent/response.ts';
import type { AgentUsage } from '../messages/events.ts';
import type { Message } from '../messages/types.ts';
import { toText } from '../util/stringify.ts';

/** The fields of RUN_FINISHED that depend on the response. */
export type Finished = Pick<RunFinishedEvent, 'result' | 'usage' | 'outcome'>;

/** Returns the question to the client about a call that waits for approval. */
export const toInterrupt = (id: string, toolCallId: string, name: string): Interrupt => ({
  id,
  reason: 'tool_call',
  message: `May "${name}" be called?`,
  toolCallId,
  responseSchema: RESPONSE_SCHEMA,
});

/** The shape of the payload that `toApproval` reads. */
const RESPONSE_SCHEMA = {
  type: 'object',
  properties: { approved: { type: 'boolean' }, reason: { type: 'string' } },
  required: ['approved'],
};

/** Builds RUN_FINISHED: `interrupts` wait for approval, `pending` calls for the client to execute them. */
export const runFinished = (
  { messages, output, usageByAgent }: Pick<Response<{ readonly name: string }>, 'messages' | 'output' | 'usageByAgent'>,
  interrupts: readonly Interrupt[],
  pending: readonly string[],
): Finished => ({
  result: output ?? textOf(messages),
  ...(usageByAgent && { usage: usageByAgent.map(toTokenUsage) }),
  outcome:
    interrupts.length > 0
      ? { type: 'interrupt', interrupts: [...interrupts] }
      : { type: 'success', ...(pending.length > 0 && { pendingToolCallIds: [...pending] }) },
});

const textOf = (messages: readonly Message[]): string => {
  const last = messages.at(-1);
  return last?.role === 'assistant' ? toText(last.content) : '';
};

const toTokenUsage = ({ model, usage }: AgentUsage): TokenUsage => {
  const cached = usage.prompt_tokens_details?.['cached_tokens'];
  const reasoning = usage.completion_tokens_details?.['reasoning_tokens'];
  return {
    model,
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    totalTokens: usage.total_tokens,
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
  };
};
