import type { ChatCompletionChunk, Usage } from '../../messages/types.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import type { AnswerReader } from '../stream/answer-reader.ts';
import { finishReason } from './finish-reason.ts';
import { partReader } from './part-reader.ts';
import { type Counts, usageOf, withCounts } from './usage.ts';

type Json = Readonly<Record<string, unknown>>;

/** Reads an answer of the Gemini API. It is whole once a `finishReason` came, or once the prompt was blocked. */
export const readAnswer = (): AnswerReader => {
  const parts = partReader();
  let isFinished = false;
  let counts: Counts = {};

  const read = (json: unknown): ChatCompletionChunk | undefined => {
    if (!isRecord(json)) return undefined;
    counts = withCounts(counts, json['usageMetadata']);
    const candidate = firstOf(json['candidates']);
    const reason = endOf(json, candidate);
    const delta = parts.take(partsOf(candidate), reason !== '');
    isFinished ||= reason !== '';
    const usage = isFinished ? usageOf(counts) : undefined;
    if (reason === '' && usage === undefined && Object.keys(delta).length === 0) return undefined;
    const ending = reason && { finish_reason: finishReason(reason, parts.hasCalls, candidate?.['finishMessage']) };
    return { ...namesOf(json), choices: [{ index: 0, delta, ...(ending || {}) }], ...usageField(usage) };
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
  const list: readonly unknown[] = Array.isArray(candidates) ? candidates : [];
  return list.filter(isRecord).find(({ index }) => (index ?? 0) === 0);
};

const partsOf = (candidate: Json | undefined): readonly unknown[] => {
  const content = candidate?.['content'];
  return isRecord(content) && Array.isArray(content['parts']) ? content['parts'] : [];
};

/** Returns the reason why an answer ends, or why the prompt was blocked; `''` while it goes on. */
const endOf = ({ promptFeedback: feedback }: Json, candidate: Json | undefined): string =>
  told(candidate?.['finishReason']) || (isRecord(feedback) ? told(feedback['blockReason']) : '');

/** Google's enums have a member that says nothing, such as `FINISH_REASON_UNSPECIFIED`. */
const told = (reason: unknown): string => (textOf(reason).endsWith('_UNSPECIFIED') ? '' : textOf(reason));

const namesOf = ({ responseId: id, modelVersion: model }: Json): Pick<ChatCompletionChunk, 'id' | 'model'> => ({
  ...(typeof id === 'string' && { id }),
  ...(typeof model === 'string' && { model }),
});

const usageField = (usage: Usage | undefined): Pick<ChatCompletionChunk, 'usage'> => (usage ? { usage } : {});
