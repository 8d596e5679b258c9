/** Characters of a chunk. An article in one chunk is found as a whole; a long one by the part that fits. */
const LENGTH = 400;

const PARAGRAPH = /\n\s*\n/;
const SENTENCE = /(?<=[.!?]) +/;

/**
 * Cuts a text into chunks of at most `length` characters: between paragraphs, else between sentences. A sentence that
 * is longer is cut where it must be.
 */
export const chunksOf = (text: string, length = LENGTH): readonly string[] =>
  packed(
    text.split(PARAGRAPH).flatMap((paragraph) => cut(paragraph.replace(/\s+/g, ' ').trim(), length)),
    '\n\n',
    length,
  );

const cut = (paragraph: string, length: number): readonly string[] =>
  paragraph.length <= length
    ? [paragraph]
    : packed(
        paragraph.split(SENTENCE).flatMap((sentence) => pieces(sentence, length)),
        ' ',
        length,
      );

const pieces = (sentence: string, length: number): readonly string[] =>
  Array.from({ length: Math.ceil(sentence.length / length) }, (_, index) =>
    sentence.slice(index * length, (index + 1) * length),
  );

/** Joins neighbours as long as they fit into one chunk. */
const packed = (parts: readonly string[], between: string, length: number): readonly string[] =>
  parts
    .filter((part) => part !== '')
    .reduce<readonly string[]>((chunks, part) => {
      const joined = `${chunks.at(-1) ?? ''}${between}${part}`;
      return chunks.length > 0 && joined.length <= length ? [...chunks.slice(0, -1), joined] : [...chunks, part];
    }, []);
