const CONTROL = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Removes control characters except line breaks and tabs, because a model's text could move the cursor, recolour or
 * rename the terminal.
 */
export const printable = (text: string): string => text.replace(CONTROL, '');

/** Fits a text in one line, cut when it is long. */
export const brief = (text: string, length = 110): string => {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};
