import { SwarmError } from '../../agent/errors.ts';
import type { ChatCompletionChunk, Delta, ToolCallDelta } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { toJsonValue } from '../../util/stringify.ts';
import { INCOMPLETE } from '../stream/event-stream.ts';
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

/**
 * Returns a reader for one answer.
 *
 * @param head What the first chunk says besides, such as the origin.
 * @param toError Translates the error of a part.
 */
export const readParts = (
  provider: string,
  head: Partial<ChatCompletionChunk>,
  toError: (error: unknown) => SwarmError,
): PartReader => {
  const blocks = newBlocks();
  let first: Partial<ChatCompletionChunk> = head;
  let isFinished = false;

  const chunk = (delta: Delta, rest: Json = {}, ofChunk: Partial<ChatCompletionChunk> = {}): ChatCompletionChunk => {
    const whole = { ...first, choices: [{ index: 0, delta, ...rest }], ...ofChunk };
    first = {};
    return whole;
  };
  const call = ({ id, index }: Block, rest: ToolCallDelta['function'], isNew: boolean): ChatCompletionChunk =>
    chunk({ tool_calls: [{ index, ...(isNew && { id, type: 'function' }), function: rest ?? {} }] });
  const grow = (type: 'text' | 'reasoning', part: Json): ChatCompletionChunk | undefined => {
    const [block] = blocks.of(type, part);
    const text = textIn(part['delta']);
    block.text += text;
    if (text === '') return undefined;
    return chunk(type === 'text' ? { content: text } : { reasoning_content: text });
  };
  const toolInput = (part: Json): ChatCompletionChunk | undefined => {
    const [block, isNew] = blocks.of('call', part);
    const text = textIn(part['delta']);
    block.text += text;
    if (isNew) return call(block, { name: textIn(part['toolName']), arguments: text }, true);
    return text === '' ? undefined : call(block, { arguments: text }, false);
  };
  const toolCall = (part: Json): ChatCompletionChunk | undefined => {
    const [block, isNew] = blocks.of('call', part);
    const { input, toolName } = part;
    const text = typeof input === 'string' ? input : JSON.stringify(toJsonValue(input ?? {}));
    if (isNew) return call(block, { name: textIn(toolName), arguments: text }, true);
    // The whole input repeats its deltas.
    const rest = text.startsWith(block.text) ? text.slice(block.text.length) : '';
    block.text += rest;
    return rest === '' ? undefined : call(block, { arguments: rest }, false);
  };
  const finish = ({ finishReason: given, usage }: Json): ChatCompletionChunk => {
    const reason = finishReason(given);
    if (reason === undefined) throw new SwarmError('incomplete', INCOMPLETE);
    isFinished = true;
    const [kept, counts] = [blocks.kept(), toUsage(usage)];
    const delta: Delta = kept === undefined ? {} : ({ [KEPT_PARTS]: kept } as Delta);
    return chunk(delta, { finish_reason: reason }, counts && { usage: counts });
  };
  const readPart = (part: Json): ChatCompletionChunk | undefined => {
    switch (String(part['type']).replace(/-(?:start|delta|end)$/, '')) {
      case 'stream':
        warnOf(provider, part['warnings']);
        return undefined;
      case 'response-metadata':
        first = { ...first, ...named(part) };
        return undefined;
      case 'text':
        return grow('text', part);
      case 'reasoning':
        return grow('reasoning', part);
      case 'tool-input':
        return toolInput(part);
      case 'tool-call':
        return toolCall(part);
      case 'custom':
        blocks.add({ type: 'custom', kind: part['kind'], ...optionsOf(part) });
        return undefined;
      case 'error':
        throw toError(part['error']);
      case 'finish':
        return finish(part);
      default:
        return undefined;
    }
  };
  const isOfProvider = providerCalls();
  return {
    read(part) {
      if (!isRecord(part) || isFinished) return undefined;
      if (!isOfProvider(part)) return readPart(part);
      const kept = toResult(part);
      if (kept) blocks.add(kept);
      return undefined;
    },
    get isFinished() {
      return isFinished;
    },
  };
};

/** Returns a function that tells the parts of calls that the provider executes itself: no function of the agent answers these. */
const providerCalls = (): ((part: Json) => boolean) => {
  const ids = new Set<unknown>();
  return ({ type, id, toolCallId, providerExecuted }) => {
    if (typeof type !== 'string' || !type.startsWith('tool-')) return false;
    if (providerExecuted === true) ids.add(id ?? toolCallId);
    return type === 'tool-result' || ids.has(id ?? toolCallId);
  };
};

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const named = ({ id, modelId }: Json): Partial<ChatCompletionChunk> => ({
  ...(typeof id === 'string' && id !== '' && { id }),
  ...(typeof modelId === 'string' && modelId !== '' && { model: modelId }),
});
