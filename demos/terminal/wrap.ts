import { columnsOf } from './columns.ts';

/** Colours, line breaks, spaces, and parts of words. */
const PIECE = /\n|\p{Cc}\[[\d;]*m|[^\S\n]+|[^\s\p{Cc}]+|\p{Cc}/gu;

/** Colours and characters. */
const CHARACTER = /\p{Cc}\[[\d;]*m|./gsu;

/**
 * Makes a writer's texts wrap at words. A word that arrives in pieces is shown at once: when it outgrows its line, it is
 * erased there and written on the next, under the indentation of its line.
 *
 * @param width Columns of the terminal now. The last one stays empty, because terminals differ in how the cursor leaves it.
 */
export const wrapped = (width: () => number): ((text: string) => string) => {
  let line = START;
  return (text) => {
    const limit = Math.max(MINIMUM, width() - 1);
    let output = '';
    for (const [piece] of text.matchAll(PIECE)) {
      const written = write(line, piece, limit);
      line = written.line;
      output += written.output;
    }
    return output;
  };
};

interface Line {
  readonly column: number;
  /** Columns of the spaces at its beginning. */
  readonly indent: number;
  /** The word at its end, with its colours. */
  readonly word: string;
  readonly wordColumns: number;
}

interface Written {
  readonly line: Line;
  readonly output: string;
}

const START: Line = { column: 0, indent: 0, word: '', wordColumns: 0 };

/** Narrower terminals are not wrapped for. */
const MINIMUM = 10;

const write = (line: Line, piece: string, limit: number): Written => {
  if (piece === '\n') return { line: START, output: piece };
  if (piece.startsWith('\u001b')) return { line: { ...line, word: line.word && line.word + piece }, output: piece };
  return /^\s/.test(piece) ? writeSpaces(line, piece, limit) : writeWord(line, piece, limit);
};

/** Spaces that do not fit are left out, because the next word stands on a line of its own. */
const writeSpaces = ({ column, indent }: Line, piece: string, limit: number): Written => {
  const output = ' '.repeat(Math.min(columnsOf(piece.replaceAll('\t', '  ')), limit - column));
  const after = column + output.length;
  const isBeginning = column === indent && indent < limit / 2;
  return { line: { column: after, indent: isBeginning ? after : indent, word: '', wordColumns: 0 }, output };
};

const writeWord = (line: Line, piece: string, limit: number): Written => {
  const columns = columnsOf(piece);
  const { column, indent, word, wordColumns } = line;
  const next = { ...line, word: word + piece, wordColumns: wordColumns + columns };
  if (column + columns <= limit) return { line: { ...next, column: column + columns }, output: piece };
  if (column - wordColumns <= indent) return breakWord(line, piece, limit);
  const back = wordColumns > 0 ? `\u001b[${wordColumns}D\u001b[K` : '';
  const fresh = breakWord({ ...START, column: indent, indent }, next.word, limit);
  const isWhole = indent + next.wordColumns <= limit;
  const moved = isWhole ? { ...fresh.line, word: next.word, wordColumns: next.wordColumns } : fresh.line;
  return { line: moved, output: `${back}\n${' '.repeat(indent)}${fresh.output}` };
};

/** A word that is longer than a line is broken where the line ends. */
const breakWord = ({ column, indent }: Line, piece: string, limit: number): Written => {
  let [at, output] = [column, ''];
  for (const [character] of piece.matchAll(CHARACTER)) {
    const columns = character.startsWith('\u001b') ? 0 : columnsOf(character);
    if (at + columns > limit) {
      output += `\n${' '.repeat(indent)}`;
      at = indent;
    }
    output += character;
    at += columns;
  }
  return { line: { column: at, indent, word: '', wordColumns: 0 }, output };
};
