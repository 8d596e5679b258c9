import { isRecord } from '../../util/is-record.ts';
import type { Json, PartStream } from './language-model.ts';

/** Returns the parts that would have streamed an answer which was asked for whole. */
export const partsOfWhole = (answer: Json): readonly Json[] => {
  const { content, warnings, response, finishReason, usage } = answer;
  const parts = Array.isArray(content) ? content.filter(isRecord) : [];
  return [
    { type: 'stream-start', warnings },
    { ...(response as Json | undefined), type: 'response-metadata' },
    ...parts.map((part, place) => {
      const { type, text } = part;
      return type === 'text' || type === 'reasoning'
        ? { ...part, type: `${type}-delta`, id: String(place), delta: text }
        : part;
    }),
    { type: 'finish', finishReason, usage },
  ];
};

/** Returns a stream of parts that are there already. */
export const streamOf = (parts: readonly Json[]): PartStream => {
  const left = parts.values();
  const read = () => Promise.resolve(left.next() as { readonly done: boolean; readonly value?: unknown });
  return { getReader: () => ({ read, cancel: () => Promise.resolve() }) };
};
