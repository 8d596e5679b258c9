import { callId, finishOf, type Head } from './chunks.ts';
import type { Decision } from './decision.ts';
import { usageOf } from './tokens.ts';
import type { WireRequest } from './wire.ts';

/** Returns the answer in one piece, for `stream: false`. */
export const completionOf = (request: WireRequest, decision: Decision, head: Head): object => ({
  ...head,
  object: 'chat.completion',
  choices: [{ index: 0, message: messageOf(decision, head), finish_reason: finishOf(decision) }],
  usage: usageOf(request, decision),
});

const messageOf = ({ text, calls }: Decision, head: Head): object => ({
  role: 'assistant',
  content: text === '' ? null : text,
  ...(calls.length > 0 && {
    tool_calls: calls.map(({ name, arguments: input }, index) => ({
      id: callId(head, index),
      type: 'function',
      function: { name, arguments: JSON.stringify(input) },
    })),
  }),
});
