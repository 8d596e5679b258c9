import { isFrom, type Origin } from '../../messages/origin.ts';
import type { Message, ToolCall } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { callerOf, sentId } from '../normal-form/call-ids.ts';
import { calledFunction } from './called-function.ts';
import { isPartOfCalls, OPAQUE_CALL, opaqueOf, pick } from './opaque.ts';

/** The fields of a message in the Chat Completions API, besides calls. */
const FIELDS = ['role', 'content', 'name', 'refusal', 'audio', 'tool_call_id'] as const;

/**
 * Returns a function that gives a message the fields of the API alone, because strict servers refuse any other, and nulls.
 * Answers of this origin keep what their server needs back. `isThinking`: see `wantsReasoning`.
 */
export const toChatMessage =
  (origin: Origin | undefined, isThinking: boolean) =>
  (message: Message, place: number, messages: readonly Message[]): Message => {
    const isOwn = isFrom(message, origin);
    const sent = pick(message, FIELDS);
    if (message.role === 'tool') {
      sent['tool_call_id'] = sentId(message.tool_call_id, callerOf(place, messages), origin);
    }
    // The API takes an answer's audio by its id.
    if (isRecord(sent['audio'])) sent['audio'] = { id: sent['audio']['id'] };
    const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
    if (calls.length > 0)
      sent['tool_calls'] = calls.map((call) => toChatCall(call, sentId(call.id, message, origin), isOwn));
    else if (sent['content'] === undefined && sent['audio'] === undefined) sent['content'] = '';
    if (isThinking && calls.length > 0) sent['reasoning_content'] = '';
    if (isOwn) Object.assign(sent, opaqueOf(message, isPartOfCalls(place, messages)));
    return sent as unknown as Message;
  };

const toChatCall = (call: ToolCall, id: string, isOwn: boolean): ToolCall => {
  const called = calledFunction(call);
  if (!isOwn) return { id, type: 'function', function: called };
  return {
    id,
    type: 'function',
    function: { ...called, ...pick(call.function, OPAQUE_CALL) },
    ...pick(call, OPAQUE_CALL),
  };
};
