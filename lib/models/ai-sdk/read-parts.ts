import { SwarmError } from '../../agent/errors.ts';
import type { ChatCompletionChunk, Delta } from '../../messages/types.ts';
import type { Origin } from '../../messages/origin.ts';
import { isRecord } from '../../util/is-record.ts';
import { toJsonValue } from '../../util/stringify.ts';
import { textOf } from '../../util/text-of.ts';
import { INCOMPLETE } from '../stream/event-stream.ts';
import { aiSdkError, type Named } from './ai-sdk-error.ts';
import { type Block, newBlocks } from './blocks.ts';
import { finishReason } from './finish-reason.ts';
import { KEPT_PARTS, optionsOf } from './kept-parts.ts';
import type { Json } from './language-model.ts';
import { toResult } from './provider-result.ts';
import { toUsage } from './usage.ts';
import { warnOf } from './warn.ts';

/** Reads the parts of one answer. */
export interface PartReader {
  /**
   * Returns the chunk that a part makes; `undefined` for a part that adds nothing.
   *
   * @throws SwarmError for a part that reports a failure, and `incomplete` for an answer that was cut.
   */
  readonly read: (part: unknown) => ChatCompletionChunk | undefined;
  /** True once the answer is whole. */
  readonly isFinished: boolean;
}

/** Returns a reader for one answer of a model. The first chunk says where it came from. */
export const readParts = (model: Named, origin: Origin): PartReader => {
  const blocks = newBlocks();
  const isOfProvider = providerCalls();
  let head: Partial<ChatCompletionChunk> | undefined = { origin, model: model.modelId };
  let isFinished = false;

  const chunk = (choice: ChatCompletionChunk['choices'][number]): ChatCompletionChunk => {
    if (head === undefined) return { choices: [choice] };
    const whole = { ...head, choices: [choice] };
    head = undefined;
    return whole;
  };
  const grow = (type: Block['type'], part: Json): ChatCompletionChunk | undefined => {
    const block = blocks.of(type, part);
    const text = added(part, block.text);
    if (text === '' && (type !== 'call' || block.isTold)) return undefined;
    const delta = deltaOf(block, text, part);
    block.text += text;
    block.isTold = true;
    return chunk({ index: 0, delta });
  };
  const finish = ({ finishReason: given, usage }: Json): ChatCompletionChunk => {
    const reason = finishReason(given);
    if (reason === undefined) throw new SwarmError('incomplete', INCOMPLETE);
    isFinished = true;
    const [kept, counts] = [blocks.kept(), toUsage(usage)];
    const delta: Delta = kept === undefined ? {} : ({ [KEPT_PARTS]: kept } as Delta);
    return { ...chunk({ index: 0, delta, finish_reason: reason }), ...(counts && { usage: counts }) };
  };
  const ofTool = (part: Json): ChatCompletionChunk | undefined => {
    if (!isOfProvider(part)) return grow('call', part);
    const kept = toResult(part);
    if (kept) blocks.add(kept);
    return undefined;
  };
  const readPart = (part: Json): ChatCompletionChunk | undefined => {
    switch (part['type']) {
      case 'text-start':
      case 'text-delta':
      case 'text-end':
        return grow('text', part);
      case 'reasoning-start':
      case 'reasoning-delta':
      case 'reasoning-end':
        return grow('reasoning', part);
      case 'tool-input-start':
      case 'tool-input-delta':
      case 'tool-input-end':
      case 'tool-call':
      case 'tool-result':
        return ofTool(part);
      case 'stream-start':
        warnOf(model.provider, part['warnings']);
        return undefined;
      case 'response-metadata':
        head = { ...head, ...named(part) };
        return undefined;
      case 'custom':
        blocks.add({ type: 'custom', kind: part['kind'], ...optionsOf(part) });
        return undefined;
      case 'error':
        throw aiSdkError(part['error'], model);
      case 'finish':
        return finish(part);
      default:
        return undefined;
    }
  };
  return {
    read: (part) => (isRecord(part) && !isFinished ? readPart(part) : undefined),
    get isFinished() {
      return isFinished;
    },
  };
};

/** Returns what a piece of text adds to the message. A call is named once. */
const deltaOf = ({ type, id, index, isTold }: Block, text: string, { toolName }: Json): Delta => {
  if (type === 'text') return { content: text };
  if (type === 'reasoning') return { reasoning_content: text };
  const call = isTold
    ? { index, function: { arguments: text } }
    : { index, id, type: 'function' as const, function: { name: textOf(toolName), arguments: text } };
  return { tool_calls: [call] };
};

/** Returns what a part adds to the text of its block: the whole input of a call repeats its deltas. */
const added = ({ type, input, delta }: Json, before: string): string => {
  if (type !== 'tool-call') return textOf(delta);
  const text = typeof input === 'string' ? input : JSON.stringify(toJsonValue(input ?? {}));
  return text.startsWith(before) ? text.slice(before.length) : '';
};

/** Returns a function that tells the parts of calls that the provider executes itself: no function of the agent answers these. */
const providerCalls = (): ((part: Json) => boolean) => {
  const ids = new Set<unknown>();
  return ({ type, id, toolCallId, providerExecuted }) => {
    if (providerExecuted === true) ids.add(id ?? toolCallId);
    return type === 'tool-result' || ids.has(id ?? toolCallId);
  };
};

const named = ({ id, modelId }: Json): Partial<ChatCompletionChunk> => ({
  ...(textOf(id) !== '' && { id: textOf(id) }),
  ...(textOf(modelId) !== '' && { model: textOf(modelId) }),
});
