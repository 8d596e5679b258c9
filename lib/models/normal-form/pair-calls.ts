import { toolMessage } from '../../messages/tool-message.ts';
import type { AssistantMessage, Message, ToolCall, ToolMessage } from '../../messages/types.ts';
import { shortId } from './call-ids.ts';

/**
 * Returns messages in which each call is followed by its result, in the order of the calls. A result that stands further down is
 * put there, a call without a result is answered "not executed", the second of two calls with one id gets another id, and results
 * without a call are left out: servers refuse a conversation that is torn in any of these ways.
 */
export const pairCalls = (messages: readonly Message[]): readonly Message[] => {
  const open = new Map<string, PairedCall[]>();
  const groups: { readonly message: Message; readonly calls: readonly PairedCall[] }[] = [];
  for (const message of messages) {
    if (message.role === 'tool') take(message, open.get(message.tool_call_id));
    else groups.push({ message, calls: opened(message, open) });
  }
  return groups.flatMap(({ message, calls }) =>
    calls.length === 0 ? [message] : [withCalls(message as AssistantMessage, calls), ...calls.map(resultOf)],
  );
};

/** A call, and its result once it is found. */
interface PairedCall {
  readonly call: ToolCall;
  result?: ToolMessage;
}

/** Opens the calls of a message. They take the place of earlier calls with their ids. */
const opened = (message: Message, open: Map<string, PairedCall[]>): readonly PairedCall[] => {
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  const own = new Map<string, PairedCall[]>();
  const paired = calls.map((call) => {
    const same = own.get(call.id) ?? [];
    const id = same.length === 0 ? call.id : shortId(`${call.id} ${same.length}`);
    const pair: PairedCall = { call: id === call.id ? call : { ...call, id } };
    same.push(pair);
    own.set(call.id, same);
    return pair;
  });
  for (const [id, pairs] of own) open.set(id, pairs);
  return paired;
};

/** Gives a result to the first of these calls that still waits for one. A result that no call waits for is left out. */
const take = (result: ToolMessage, calls: readonly PairedCall[] = []): void => {
  const pair = calls.find((each) => each.result === undefined);
  if (pair) pair.result = result;
};

const withCalls = (message: AssistantMessage, calls: readonly PairedCall[]): AssistantMessage => {
  const isSame = calls.every(({ call }, place) => call === message.tool_calls?.[place]);
  return isSame ? message : { ...message, tool_calls: calls.map(({ call }) => call) };
};

const resultOf = ({ call, result }: PairedCall): ToolMessage => {
  if (result === undefined) return toolMessage(call, 'not executed');
  return result.tool_call_id === call.id ? result : { ...result, tool_call_id: call.id };
};
