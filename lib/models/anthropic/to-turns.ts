import { isFrom, type Origin } from '../../messages/origin.ts';
import { parseArguments } from '../../messages/arguments.ts';
import { toToolName } from '../../messages/tool-name.ts';
import type { AssistantMessage, Message, ToolCall, ToolMessage } from '../../messages/types.ts';
import { sentId, shortId } from '../normal-form/call-ids.ts';
import { normalMessages } from '../normal-form/normal-messages.ts';
import { type Block, textBlocks } from './block.ts';
import { alternatingTurns, isInstruction } from '../normal-form/turns.ts';
import { plainText, wordsOf } from '../normal-form/plain-text.ts';
import { toBlocks } from './content.ts';
import { arranged, isThought, layoutOf } from './layout.ts';

/** A message as the Messages API has it. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: readonly Block[];
}

/** Returns the instructions as blocks, wherever in the conversation they stand. */
export const systemBlocks = (messages: readonly Message[]): readonly Block[] =>
  messages.filter(isInstruction).flatMap(({ content }) => toBlocks(content));

const isBlank = ({ role, content }: Message): boolean => role === 'user' && toBlocks(content).length === 0;

/**
 * Returns the conversation in the order that the API takes: the user and the model take turns, the user's turn is the first and
 * the last, results stand first in the turn after their calls, and no two calls have the same id. `setting`: thoughts of any
 * other are left out; default: none are.
 */
export const toTurns = (messages: readonly Message[], origin: Origin, setting?: string): readonly Turn[] => {
  const normal = normalMessages(messages.filter((message) => !isInstruction(message) && !isBlank(message)));
  const write = writing(origin, setting);
  const turns = alternatingTurns(normal.map(write)).map(([role, content]) => ({ role, content }));
  const opening = turns[0]?.role === 'user' ? [] : [saying('Begin.')];
  const last = turns.at(-1);
  // The newest models do not go on with a text of their own. An answer that was paused is sent back as it is.
  const closing = last?.role === 'assistant' && !last.content.some(isOnServer) ? [saying('Continue.')] : [];
  return [...opening, ...turns, ...closing];
};

const saying = (text: string): Turn => ({ role: 'user', content: textBlocks(text) });

const isOnServer = ({ type }: Block): boolean => type.endsWith('_tool_use');

const writing = (origin: Origin, setting: string | undefined) => {
  const ids = callIds(origin);
  return (message: Message): readonly [role: Turn['role'], content: readonly Block[]] => {
    if (message.role === 'tool') return ['user', [toResult(message, ids.ofResult(message))]];
    if (message.role !== 'assistant') return ['user', toBlocks(message.content)];
    const calls = ids.ofCalls(message).map(([id, call]) => toCall(id, call));
    const layout = isFrom(message, origin) ? layoutOf(message, setting) : [];
    return ['assistant', withoutLastThoughts(arranged(layout, wordsOf(message), calls))];
  };
};

/** "The final block in an assistant message cannot be `thinking`" (tailcallhq/forgecode#2107): an answer may be cut while it thinks. */
const withoutLastThoughts = (content: readonly Block[]): readonly Block[] =>
  content.slice(0, 1 + content.findLastIndex((block) => !isThought(block)));

/** Sends nothing broken back: the result says what was wrong with the call. */
const toCall = (id: string, call: ToolCall): Block => {
  const parsed = parseArguments(call);
  const input = 'value' in parsed ? parsed.value : {};
  return { type: 'tool_use', id, name: toToolName(call.function.name), input };
};

const toResult = ({ content }: ToolMessage, id: string): Block => {
  const blocks = toBlocks(content);
  return {
    type: 'tool_result',
    tool_use_id: id,
    ...(blocks.length > 0 && { content: typeof content === 'string' ? content : blocks }),
    ...(plainText(content).startsWith('Error:') && { is_error: true }),
  };
};

/** Gives calls the ids under which the server hears of them. */
interface CallIds {
  readonly ofCalls: (message: AssistantMessage) => readonly (readonly [id: string, call: ToolCall])[];
  /** Returns the id of a result, which follows its calls. */
  readonly ofResult: (message: ToolMessage) => string;
}

/** The ids that the API takes: "String should match pattern". */
const ID = /^[a-zA-Z0-9_-]+$/;

const callIds = (origin: Origin): CallIds => {
  const used = new Set<string>();
  let open = new Map<string, string>();
  const free = (id: string): string => {
    let unique = ID.test(id) ? id : shortId(id);
    for (let count = 1; used.has(unique); count++) unique = shortId(`${id} ${used.size} ${count}`);
    used.add(unique);
    return unique;
  };
  return {
    ofCalls(message) {
      const calls = (message.tool_calls ?? []).map((call) => [free(sentId(call.id, message, origin)), call] as const);
      open = new Map(calls.map(([id, call]) => [call.id, id]));
      return calls;
    },
    ofResult: ({ tool_call_id: id }) => open.get(id) ?? shortId(id),
  };
};
