import type { Interrupt, RunFinishedEvent, TokenUsage } from '@ag-ui/core';
import type { Response } from '../agent/response.ts';
import type { AgentUsage, ToolEvent } from '../messages/events.ts';
import type { Message } from '../messages/types.ts';
import { isShown } from '../messages/waiting.ts';
import { toText } from '../util/stringify.ts';

/** The fields of RUN_FINISHED that depend on the response. */
export type Finished = Pick<RunFinishedEvent, 'result' | 'usage' | 'outcome'>;

/** A call that waits, as its event tells it. */
type WaitingTool = Extract<ToolEvent['tool'], { readonly status: 'waiting' }>;

/** Returns the question to the client about a call that waits. The payload of its answer is read by `toDecision`. */
export const toInterrupt = ({ id, name, reason, question }: WaitingTool, toolCallId: string): Interrupt => {
  switch (reason) {
    case 'approval':
      return { id, toolCallId, reason: 'tool_call', message: `May "${name}" be called?`, responseSchema: APPROVAL };
    case 'question':
      return {
        ...{ id, toolCallId, reason: 'input_required', message: question?.text ?? '' },
        responseSchema: { type: 'object', properties: { answer: question?.schema ?? {} }, required: ['answer'] },
      };
    case 'client':
      return {
        id,
        toolCallId,
        reason: 'rxswarm:client',
        message: `"${name}" is the client's.`,
        responseSchema: RESULT,
      };
  }
};

const APPROVAL = {
  type: 'object',
  properties: { approved: { type: 'boolean' }, arguments: { type: 'object' }, reason: { type: 'string' } },
  required: ['approved'],
};

const RESULT = { type: 'object', properties: { result: {}, error: { type: 'string' } } };

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
  const last = messages.findLast(isShown);
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
