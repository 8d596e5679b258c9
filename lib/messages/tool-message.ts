import type { ToolCall, ToolMessage } from './types.ts';

/** Answers a call. */
export const toolMessage = ({ id, function: { name } }: ToolCall, content: string): ToolMessage => ({
  role: 'tool',
  tool_call_id: id,
  tool_name: name,
  content,
});
