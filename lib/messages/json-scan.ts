/** How far a JSON object has arrived, told from its brackets alone. */
export interface JsonScan {
  /** The number of brackets that are open. */
  readonly depth: number;
  /** Where the text ends: outside of strings, in a string, or behind a backslash in a string. */
  readonly place: 'outside' | 'string' | 'escape';
  /** True once the outermost bracket has closed and only white space has followed. */
  readonly isWhole: boolean;
}

/** The scan of an empty text. */
export const EMPTY_SCAN: JsonScan = { depth: 0, place: 'outside', isWhole: false };

/** Scans more of a text. Each character is looked at once, however many pieces the text comes in. */
export const scanJson = (scan: JsonScan, text: string): JsonScan => {
  let { depth, place, isWhole } = scan;
  for (const character of text) {
    if (place === 'escape') place = 'string';
    else if (place === 'string') place = character === '"' ? 'outside' : character === '\\' ? 'escape' : 'string';
    else if (character > ' ') {
      if (character === '"') place = 'string';
      else if (character === '{' || character === '[') depth++;
      else if (character === '}' || character === ']') depth--;
      isWhole = character === '}' && depth === 0;
    }
  }
  return { depth, place, isWhole };
};
