const CONTROL = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * A model's text could move the cursor, recolour or rename the terminal: of its control characters only line breaks and
 * tabs remain.
 */
export const printable = (text: string): string => text.replace(CONTROL, '');

/** In one line, cut where it gets long. */
export const brief = (text: string, length = 110): string => {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};
