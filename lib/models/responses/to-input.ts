import { isFrom, type Origin } from '../../messages/origin.ts';
import type { AssistantMessage, Message, ToolCall } from '../../messages/types.ts';
import { calledFunction } from '../chat-completions/called-function.ts';
import { callerOf, sentId } from '../normal-form/call-ids.ts';
import { wordsOf } from '../normal-form/plain-text.ts';
import { toContent } from './content.ts';
import { BETWEEN, itemsOf, type OutputItem } from './output-items.ts';

type Json = Readonly<Record<string, unknown>>;

/** "Invalid 'input[0].call_id': string too long. Expected a string with maximum length 64" (AnswerDotAI/fastllm#45). */
const LONGEST = 64;

/** Returns the items of messages in normal form. `stores`: the server keeps what it answered, and knows it by its id. */
export const toInput = (messages: readonly Message[], origin: Origin | undefined, stores: boolean): readonly Json[] =>
  messages.flatMap((_, place) => toItems(place, messages, origin, stores));

/** Returns the items of the message at this place. */
export const toItems = (
  place: number,
  messages: readonly Message[],
  origin: Origin | undefined,
  stores: boolean,
): readonly Json[] => {
  const message = messages[place] as Message;
  if (message.role === 'assistant') return answer(message, origin, stores);
  const content = toContent(message.content);
  if (message.role !== 'tool') return [{ role: message.role, content }];
  const id = sentId(message.tool_call_id, callerOf(place, messages), origin, LONGEST);
  return [{ type: 'function_call_output', call_id: id, output: content }];
};

/** Calls and texts go without the ids of their items, because the server looks for the reasoning of an item that it knows by id. */
const answer = (message: AssistantMessage, origin: Origin | undefined, stores: boolean): readonly Json[] => {
  const text = wordsOf(message);
  const calls = (message.tool_calls ?? []).map((call) => toCall(call, sentId(call.id, message, origin, LONGEST)));
  const items = isFrom(message, origin) ? itemsOf(message) : undefined;
  return (items && inPlace(items, text, calls, stores)) ?? [...said(text), ...calls];
};

/** Names the type, because llama.cpp's server knows a text of the model by it alone: "Cannot determine type of 'item'". */
const said = (content: string, phase?: unknown): readonly Json[] =>
  content === '' ? [] : [{ type: 'message', role: 'assistant', content, ...(phase !== undefined && { phase }) }];

const toCall = (call: ToolCall, id: string): Json => ({ type: 'function_call', call_id: id, ...calledFunction(call) });

/** Puts text and calls in the places of their items. Returns `undefined` where somebody has changed the text or the calls since. */
const inPlace = (
  items: readonly OutputItem[],
  text: string,
  calls: readonly Json[],
  stores: boolean,
): readonly Json[] | undefined => {
  const input: Json[] = [];
  let at = 0;
  let called = 0;
  for (const item of items) {
    if (item.type === 'function_call') input.push(calls[called++] ?? {});
    else if (item.type === 'message') {
      const length = Number(item['length']);
      input.push(...said(text.slice(at, at + length), item['phase']));
      at += length === 0 ? 0 : length + BETWEEN.length;
    } else if (item.type !== 'reasoning' || isReadable(item, stores)) input.push(item);
  }
  return called === calls.length && at === (text === '' ? 0 : text.length + BETWEEN.length) ? input : undefined;
};

/** Reasoning that the server can neither decrypt, nor read, nor find is refused: "Items are not persisted when `store` is set to false". */
const isReadable = (item: OutputItem, stores: boolean): boolean =>
  stores || item['encrypted_content'] !== undefined || item['content'] !== undefined;
