import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Returns the annotations of a message's parts, which begins at character `start` of the answer. They are written as Chat
 * Completions writes them, with their fields under the name of their type, and count characters of the whole answer.
 */
export const annotationsOf = (parts: unknown, start: number): readonly Json[] => {
  let place = start;
  return recordsIn(parts).flatMap(({ text, annotations }) => {
    const from = place;
    place += textOf(text).length;
    return recordsIn(annotations).map((annotation) => toChatAnnotation(annotation, from));
  });
};

const recordsIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isRecord) : []);

const toChatAnnotation = ({ type, ...fields }: Json, from: number): Json => {
  const { start_index: start, end_index: end } = fields;
  const isSpan = typeof start === 'number' && typeof end === 'number';
  return { type, [textOf(type)]: { ...fields, ...(isSpan && { start_index: from + start, end_index: from + end }) } };
};
