import type { AiSdkModel } from '../../../lib/models/ai-sdk/language-model.ts';

type Json = Readonly<Record<string, unknown>>;
type Version = 'v2' | 'v3' | 'v4';

export const VERSIONS: readonly Version[] = ['v2', 'v3', 'v4'];

/** The end of an answer in the words of a version. */
export const finish = (version: Version, reason = 'stop'): Json =>
  version === 'v2'
    ? {
        type: 'finish',
        finishReason: reason,
        usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8, reasoningTokens: 2, cachedInputTokens: 1 },
      }
    : {
        type: 'finish',
        finishReason: { unified: reason, raw: reason },
        usage: { inputTokens: { total: 3, cacheRead: 1 }, outputTokens: { total: 5, reasoning: 2 } },
      };

export interface FakeModel extends AiSdkModel {
  /** The call options of each request. */
  readonly asked: Json[];
  /** The number of streams that were cancelled. */
  readonly cancelled: () => number;
}

/** A stream of parts that are there already, which ends after them, fails with an error, or hangs. */
export type Answer = { readonly parts: readonly Json[]; readonly then?: 'end' | 'hang' | Error };

/** Returns a language model that answers its requests one after the other. */
export const fakeModel = (version: Version, answers: readonly Answer[], provider = 'bee.chat'): FakeModel => {
  const asked: Json[] = [];
  let cancelled = 0;
  const streamOf = ({ parts, then = 'end' }: Answer): ReadableStream<Json> =>
    new ReadableStream<Json>({
      start(controller) {
        for (const part of parts) controller.enqueue(part);
        if (then === 'end') controller.close();
        else if (then !== 'hang') controller.error(then);
      },
      cancel() {
        cancelled++;
      },
    });
  const next = (options: Json): Answer => {
    asked.push(options);
    return answers[asked.length - 1] ?? { parts: [] };
  };
  return {
    specificationVersion: version,
    provider,
    modelId: 'queen',
    asked,
    cancelled: () => cancelled,
    doStream: (options: never) =>
      Promise.resolve({ stream: streamOf(next(options)), response: { headers: { 'x-request-id': 'r1' } } }),
    doGenerate: (options: never) => {
      const [{ usage, finishReason } = {}, ...content] = next(options).parts;
      return Promise.resolve({
        content,
        usage,
        finishReason,
        warnings: [],
        response: { id: 'a1', modelId: 'queen-2' },
      });
    },
  };
};
