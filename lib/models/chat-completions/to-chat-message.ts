import { parseArguments } from '../../messages/arguments.ts';
import { toToolName } from '../../messages/tool-name.ts';
import type { Message, ToolCall } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';

/** The fields of a message in the Chat Completions API, besides calls. */
const FIELDS = ['role', 'content', 'name', 'refusal', 'audio', 'tool_call_id'] as const;

/** Returns a message with the fields of the API alone: strict servers refuse any other, and nulls. */
export const toChatMessage = (message: Message): Message => {
  const fields = message as unknown as Readonly<Record<string, unknown>>;
  const sent: Record<string, unknown> = {};
  for (const field of FIELDS) if (fields[field] != null) sent[field] = fields[field];
  // The API takes an answer's audio by its id.
  if (isRecord(sent.audio)) sent.audio = { id: sent.audio['id'] };
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  if (calls.length > 0) sent.tool_calls = calls.map(toChatCall);
  else if (sent.content === undefined && sent.audio === undefined) sent.content = '';
  return sent as unknown as Message;
};

/** Sends nothing broken back: the tool message that answers says what was wrong with the call. */
const toChatCall = (call: ToolCall): ToolCall => {
  const { name, arguments: text } = call.function;
  // Text that stands for no arguments, such as `null`, is broken for a server as well.
  const isSound = 'value' in parseArguments(call) && text.trimStart().startsWith('{');
  return { id: call.id, type: 'function', function: { name: toToolName(name), arguments: isSound ? text : '{}' } };
};
