import { parseArguments } from '../../messages/arguments.ts';
import type { AssistantMessage, ToolCall } from '../../messages/types.ts';
import { toToolName } from '../../messages/tool-name.ts';
import { textParts } from './text-parts.ts';
import { type KeptPart, readKeptParts } from './kept-parts.ts';
import type { Json } from './language-model.ts';

/**
 * Returns the parts of an answer for a prompt, none of them empty. An answer of this origin keeps the order of its parts and what
 * its provider said of each; texts and calls are those of the message, because a wrapper may have changed them.
 *
 * @param toId Returns the id under which the provider hears of a call.
 */
export const answerParts = (
  message: AssistantMessage,
  isOwn: boolean,
  toId: (id: string) => string,
): readonly Json[] => {
  const text = textParts(message.content ?? message.refusal ?? '').join('');
  const calls = new Map((message.tool_calls ?? []).map((call) => [call.id, call]));
  const kept = isOwn ? readKeptParts(message) : [];
  const parts = withText(kept, text).flatMap((part) => toPart(part, calls, toId));
  return [...parts, ...[...calls.values()].map((call) => toCallPart(call, toId(call.id)))];
};

/** Puts the text of the message into the kept parts; into one part where their lengths are not its own. */
const withText = (parts: readonly KeptPart[], text: string): readonly KeptPart[] => {
  let end = 0;
  const filled = parts.map(({ length, ...part }): KeptPart => {
    if (part.type !== 'text') return part;
    const start = end;
    end += typeof length === 'number' ? length : 0;
    return { ...part, text: text.slice(start, end) };
  });
  return end === text.length ? filled : [...parts.filter(({ type }) => type !== 'text'), { type: 'text', text }];
};

/** Takes a call out of those that are still to be written. */
const toPart = (part: KeptPart, calls: Map<string, ToolCall>, toId: (id: string) => string): readonly Json[] => {
  const { type, id, providerOptions } = part;
  const options = providerOptions === undefined ? {} : { providerOptions };
  if (type === 'text') return part['text'] === '' && providerOptions === undefined ? [] : [part];
  if (type !== 'call') return [part];
  const call = calls.get(String(id));
  if (call === undefined) return [];
  calls.delete(call.id);
  return [{ ...toCallPart(call, toId(call.id)), ...options }];
};

/** Sends nothing broken back: the result that answers says what was wrong with the call. */
const toCallPart = (call: ToolCall, toolCallId: string): Json => {
  const parsed = parseArguments(call);
  const input = 'value' in parsed ? parsed.value : {};
  return { type: 'tool-call', toolCallId, toolName: toToolName(call.function.name), input };
};
