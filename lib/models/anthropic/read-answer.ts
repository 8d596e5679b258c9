import type { ChatCompletionChunk, ChatCompletionRequest, Delta } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { calledTools } from '../chat-completions/to-chat-completions.ts';
import type { AnswerReader } from '../stream/answer-reader.ts';
import { joinedDeltas } from '../stream/joined-deltas.ts';
import { blockReader } from './block-reader.ts';
import { LAYOUT, SETTING } from './layout.ts';
import { answerTool } from './output-format.ts';
import { settingOf } from './thoughts-setting.ts';
import { laterCounts, toUsage } from './usage.ts';

type Json = Readonly<Record<string, unknown>>;

/** Reads an answer of the Messages API. It is whole once a `stop_reason` came; the stream itself ends with `message_stop`. */
export const readAnswer = (request: ChatCompletionRequest): AnswerReader => {
  const asked = { ...request, ...calledTools(request) };
  const blocks = blockReader(answerTool(asked)?.function.name);
  let facts: Facts = {};
  let counts: Json = {};
  let isOpen = false;
  let isFinished = false;
  let isDone = false;

  /** The beginning comes with the first words, because `retry()` asks again only while nothing was shown. */
  const opened = (delta: Delta): Delta => {
    const first = isOpen ? delta : { role: 'assistant', ...delta };
    isOpen = true;
    return first;
  };
  const chunkOf = (delta: Delta | undefined): ChatCompletionChunk | undefined =>
    delta &&
    (isOpen ? { choices: [{ index: 0, delta }] } : { ...facts, choices: [{ index: 0, delta: opened(delta) }] });

  const start = (message: unknown): void => {
    if (!isRecord(message) || facts.id !== undefined) return;
    facts = factsOf(message);
    counts = laterCounts(counts, message['usage']);
  };

  const finish = (message: Json, usage: unknown, before?: Delta): ChatCompletionChunk | undefined => {
    counts = laterCounts(counts, usage);
    const reason = message['stop_reason'];
    if (typeof reason !== 'string' || reason === '') return undefined;
    // Proxies say the reason twice. Texts and lists of a message add up, so both are told once.
    const once = isFinished ? {} : { ...refused(message), ...kept() };
    isFinished = true;
    const delta = opened({ ...before, ...once });
    const choice = { index: 0, delta, finish_reason: toReason(reason, blocks.calls) };
    return { ...facts, choices: [choice], usage: toUsage(counts) };
  };

  const kept = (): object => {
    const layout = blocks.layout();
    const setting = LAYOUT in layout ? settingOf(asked) : undefined;
    return setting === undefined ? layout : { ...layout, [SETTING]: setting };
  };

  const event = (json: unknown): ChatCompletionChunk | undefined => {
    if (!isRecord(json)) return undefined;
    switch (json['type']) {
      case 'content_block_delta':
        return chunkOf(blocks.grow(json['index'], json['delta']));
      case 'content_block_start':
        return chunkOf(blocks.begin(json['index'], json['content_block']));
      case 'content_block_stop':
        return chunkOf(blocks.end(json['index']));
      case 'message_start':
        start(json['message']);
        return undefined;
      case 'message_delta':
        return isRecord(json['delta']) ? finish(json['delta'], json['usage']) : undefined;
      case 'message_stop':
        isDone = isFinished;
        return undefined;
      default:
        return whole(json);
    }
  };

  const whole = (json: unknown): ChatCompletionChunk | undefined => {
    if (!isRecord(json) || json['type'] !== 'message' || !Array.isArray(json['content'])) return undefined;
    start(json);
    const deltas = (json['content'] as readonly unknown[]).flatMap((block, index) => [
      blocks.begin(index, block),
      blocks.end(index),
    ]);
    return finish(json, json['usage'], joinedDeltas(deltas));
  };

  return {
    event,
    whole,
    get isFinished() {
      return isFinished;
    },
    get isDone() {
      return isDone;
    },
  };
};

interface Facts {
  readonly id?: string;
  readonly model?: string;
}

const factsOf = ({ id, model }: Json): Facts => ({ id: textOf(id), ...(typeof model === 'string' && { model }) });

/** The words by which the server explains that the model declines. */
const refused = ({ stop_reason: reason, stop_details: details }: Json): Delta => {
  const words = isRecord(details) ? textOf(details['explanation']) : '';
  return reason === 'refusal' && words !== '' ? { refusal: words } : {};
};

const REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
};

/** A forced call that only gives the answer is the end of the answer. Reasons without a counterpart stay as they are. */
const toReason = (reason: string, calls: number): string => {
  if (reason === 'tool_use') return calls > 0 ? 'tool_calls' : 'stop';
  return Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? reason) : reason;
};
