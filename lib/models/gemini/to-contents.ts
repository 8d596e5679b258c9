import { isFrom, type Origin } from '../../messages/origin.ts';
import type { AssistantMessage, Message, ToolCall, ToolMessage } from '../../messages/types.ts';
import { callerOf } from '../normal-form/call-ids.ts';
import { normalMessages } from '../normal-form/normal-messages.ts';
import { plainText } from '../normal-form/plain-text.ts';
import { alternatingTurns, isInstruction } from '../normal-form/turns.ts';
import { type Part, toParts } from './content-parts.ts';
import { googleOf, modelParts } from './model-parts.ts';
import { geminiName } from './tool-names.ts';

/** The words of one side, as the Gemini API takes them. */
export interface Content {
  readonly role: 'user' | 'model';
  readonly parts: readonly Part[];
}

/** A conversation, as the Gemini API takes it. */
export interface Conversation {
  /** The instructions, which stand apart. Absent without instructions. */
  readonly systemInstruction?: { readonly parts: readonly Part[] };
  readonly contents: readonly Content[];
}

/** Stands where the server insists on the user and there is nothing to say. */
const NOTHING: Content = { role: 'user', parts: [{ text: ' ' }] };

/** "Requests ending with a model turn are not supported", say the newest models (docs.memberjunction.org, v6.2, read 2026-12-01). */
const GO_ON: Content = { role: 'user', parts: [{ text: 'Continue.' }] };

/**
 * Returns a conversation in which the sides take turns and the user begins and ends. The results of a turn stand in one content, directly
 * behind their calls (ai.google.dev/gemini-api/docs/function-calling, as others quote it on 2026-12-01).
 */
export const toContents = (messages: readonly Message[], origin: Origin): Conversation => {
  const normal = normalMessages(messages.filter((message) => !isInstruction(message)));
  const turns = normal.map((message, place) => toTurn(message, callerOf(place, normal), origin));
  const contents = alternatingTurns<Content['role'], Part>(turns).map(([role, parts]) => ({
    role,
    parts: inOrder(parts),
  }));
  const instructions = messages.filter(isInstruction).flatMap(({ content }) => toParts(content));
  return {
    ...(instructions.length > 0 && { systemInstruction: { parts: instructions } }),
    contents: [
      ...(contents[0]?.role === 'user' ? [] : [NOTHING]),
      ...contents,
      ...(contents.at(-1)?.role === 'model' ? [GO_ON] : []),
    ],
  };
};

const toTurn = (message: Message, caller: Message | undefined, origin: Origin) => {
  if (message.role === 'assistant') return ['model', modelParts(message, origin)] as const;
  return ['user', message.role === 'tool' ? resultParts(message, caller, origin) : toParts(message.content)] as const;
};

/**
 * Returns the result of a call: what it gave, or how it failed (`FunctionResponse` of googleapis/js-genai, read 2026-12-01). Pictures
 * in it stand behind it, because only the newest models take them within.
 */
const resultParts = (message: ToolMessage, caller: Message | undefined, origin: Origin): readonly Part[] => {
  const call = callOf(message, caller);
  const text = plainText(message.content);
  const id = call && caller && isFrom(caller, origin) ? googleOf(call)['id'] : undefined;
  const functionResponse = {
    ...(typeof id === 'string' && { id }),
    name: geminiName(call?.function.name ?? message.tool_name ?? ''),
    response: { [text.startsWith('Error:') ? 'error' : 'output']: text },
  };
  const others = typeof message.content === 'string' ? [] : message.content.filter(({ type }) => type !== 'text');
  return [{ functionResponse }, ...toParts(others)];
};

const callOf = ({ tool_call_id: id }: ToolMessage, caller: Message | undefined): ToolCall | undefined =>
  (caller as AssistantMessage | undefined)?.tool_calls?.find((call) => call.id === id);

/** Results come first, because the server looks for them behind their calls. */
const inOrder = (parts: readonly Part[]): readonly Part[] => [
  ...parts.filter(isResult),
  ...parts.filter((part) => !isResult(part)),
];

const isResult = (part: Part): boolean => 'functionResponse' in part;
