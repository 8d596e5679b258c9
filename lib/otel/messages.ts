import type { Message, ToolCall } from '../messages/types.ts';

/** A part of a message, in the form of the conventions. */
type Part = Readonly<Record<string, unknown>>;

/** A message in the form of the conventions' JSON schemas for `gen_ai.input.messages` and `gen_ai.output.messages`. */
export interface TracedMessage {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly name?: string;
  readonly finish_reason?: string;
}

/** Returns a message in the form of the conventions. */
export const tracedMessage = (message: Message): TracedMessage => ({
  role: message.role,
  parts: message.role === 'tool' ? [responsePart(message)] : [...textParts(message), ...callParts(message)],
  ...('name' in message && { name: message.name }),
});

/** Returns an answer with its finish reason, which the conventions spell `tool_call`. */
export const tracedAnswer = (message: Message, finishReason = 'stop'): TracedMessage => ({
  ...tracedMessage(message),
  finish_reason: finishReason === 'tool_calls' ? 'tool_call' : finishReason,
});

const textParts = ({ content }: Message): readonly Part[] => {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }];
  return (content ?? []).map((part) => (part.type === 'text' ? { type: 'text', content: part['text'] } : part));
};

const callParts = (message: Message): readonly Part[] =>
  message.role === 'assistant' ? (message.tool_calls ?? []).map(callPart) : [];

const callPart = ({ id, function: called }: ToolCall): Part => ({
  type: 'tool_call',
  id,
  name: called.name,
  arguments: parsed(called.arguments),
});

const responsePart = ({ tool_call_id: id, content }: Extract<Message, { role: 'tool' }>): Part => ({
  type: 'tool_call_response',
  id,
  response: content,
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
