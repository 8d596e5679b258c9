/** The beginning of a text on one line, for an error's message. `length` counts characters, default 200. */
export const excerpt = (text: string, length = 200): string => {
  const line = text
    .slice(0, 4 * length)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
};
