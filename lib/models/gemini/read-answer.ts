import type { ChatCompletionChunk, Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import type { AnswerReader } from '../stream/answer-reader.ts';
import { finishReason } from './finish-reason.ts';
import { partReader } from './part-reader.ts';
import { addCounts, type Counts, usageOf } from './usage.ts';

type Json = Readonly<Record<string, unknown>>;

/** Reads an answer of the Gemini API. It is whole once a `finishReason` came, or once the prompt was blocked. */
export const readAnswer = (): AnswerReader => {
  const parts = partReader();
  let isFinished = false;
  const counts: Counts = {};

  const read = (json: unknown): ChatCompletionChunk | undefined => {
    if (!isRecord(json)) return undefined;
    addCounts(counts, json['usageMetadata']);
    const candidate = firstOf(json['candidates']);
    const reason = told(candidate?.['finishReason']);
    // A prompt may be blocked for a reason by which an answer would fail, such as `OTHER`.
    const isBlocked = reason === '' && isPromptBlocked(json);
    const isEnd = reason !== '' || isBlocked;
    const delta = parts.take(partsOf(candidate), isEnd);
    isFinished ||= isEnd;
    if (!isFinished) return delta && toChunk(json, { index: 0, delta });
    const ending = reason && finishReason(reason, parts.hasCalls, candidate?.['finishMessage']);
    const finish_reason = isBlocked ? 'content_filter' : ending || null;
    return toChunk(json, { index: 0, delta: delta ?? {}, finish_reason }, usageOf(counts));
  };

  return {
    event: read,
    whole: read,
    get isFinished() {
      return isFinished;
    },
    isDone: false,
  };
};

/** Returns the first candidate, which is the answer. Others are asked for by `candidateCount`. */
const firstOf = (candidates: unknown): Json | undefined => {
  if (!Array.isArray(candidates)) return undefined;
  return (candidates as readonly unknown[]).find(
    (candidate): candidate is Json => isRecord(candidate) && (candidate['index'] ?? 0) === 0,
  );
};

const partsOf = (candidate: Json | undefined): readonly unknown[] => {
  const content = candidate?.['content'];
  return isRecord(content) && Array.isArray(content['parts']) ? content['parts'] : [];
};

const isPromptBlocked = ({ promptFeedback: feedback }: Json): boolean =>
  isRecord(feedback) && told(feedback['blockReason']) !== '';

/** Google's enums have a member that says nothing, such as `FINISH_REASON_UNSPECIFIED`. */
const told = (reason: unknown): string => (textOf(reason).endsWith('_UNSPECIFIED') ? '' : textOf(reason));

type Choice = ChatCompletionChunk['choices'][number];

/** Returns a chunk without spreading, because each piece of text passes here. */
const toChunk = ({ responseId: id, modelVersion: model }: Json, choice: Choice, usage?: Usage): ChatCompletionChunk => {
  const chunk: { -readonly [Name in keyof ChatCompletionChunk]: ChatCompletionChunk[Name] } = { choices: [choice] };
  if (typeof id === 'string') chunk.id = id;
  if (typeof model === 'string') chunk.model = model;
  if (usage) chunk.usage = usage;
  return chunk;
};
