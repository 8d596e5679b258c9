import { DEEPEST } from '../../util/nesting.ts';
import { emptyString, readString, type PartialString } from './partial-string.ts';
import {
  addValue,
  close,
  emptyTree,
  isInObject,
  openList,
  openObject,
  setKey,
  valueOf,
  type PartialTree,
} from './partial-tree.ts';

/** The part that comes next. After anything else, nothing more is read, and what was read stays. */
type Expected = 'value' | 'key' | 'colon' | 'separator' | 'nothing';

/** A reader of JSON that arrives in pieces. */
export interface PartialJson {
  readonly tree: PartialTree;
  expected: Expected;
  /** The string that is being read. */
  string: PartialString | undefined;
  /** The number or word that is being read. It is a value when it has ended, because 12 may become 123. */
  word: string;
  /** How many times there was more to show. */
  changes: number;
}

/** Returns a reader that has read nothing. */
export const emptyJson = (): PartialJson => ({
  tree: emptyTree(),
  expected: 'value',
  string: undefined,
  word: '',
  changes: 0,
});

/** Reads a piece. Each letter is looked at once, whatever came before. */
export const readJson = (json: PartialJson, piece: string): void => {
  let at = 0;
  while (at < piece.length && json.expected !== 'nothing') {
    if (json.string) at = readOn(json, json.string, piece, at);
    else readLetter(json, piece.charAt(at++));
  }
};

/** Returns the value so far, as a copy where it may still change; `undefined` before it begins. */
export const partialValue = ({ tree, string, expected }: PartialJson): unknown =>
  valueOf(tree, expected === 'value' ? string?.text : undefined);

/** Returns how many entries `partialValue` copies: those of lists and objects that are open. */
export const weight = ({ tree }: PartialJson): number => tree.weight;

const readOn = (json: PartialJson, string: PartialString, piece: string, from: number): number => {
  const at = readString(string, piece, from);
  if (json.expected === 'value') json.changes++;
  if (!string.ended) return at;
  json.string = undefined;
  if (json.expected === 'key') {
    setKey(json.tree, string.text);
    json.expected = 'colon';
  } else whole(json, string.text);
  return at;
};

const readLetter = (json: PartialJson, letter: string): void => {
  if (/[-+.\w]/.test(letter) && json.expected === 'value') {
    json.word += letter;
    return;
  }
  if (json.word !== '' && !endWord(json)) return;
  if (!/\s/.test(letter)) readMark(json, letter);
};

const endWord = (json: PartialJson): boolean => {
  const { word } = json;
  json.word = '';
  try {
    whole(json, JSON.parse(word));
    return true;
  } catch {
    json.expected = 'nothing';
    return false;
  }
};

const readMark = (json: PartialJson, mark: string): void => {
  const { tree, expected } = json;
  if (mark === '"' && (expected === 'value' || expected === 'key')) json.string = emptyString();
  else if (mark === ':' && expected === 'colon') json.expected = 'value';
  else if (mark === ',' && expected === 'separator') json.expected = isInObject(tree) ? 'key' : 'value';
  else if ((mark === '{' || mark === '[') && expected === 'value' && tree.open.length < DEEPEST) begin(json, mark);
  else if ((mark === '}' || mark === ']') && mayClose(json, mark)) end(json);
  else json.expected = 'nothing';
};

const begin = (json: PartialJson, mark: '{' | '['): void => {
  if (mark === '{') openObject(json.tree);
  else openList(json.tree);
  json.expected = mark === '{' ? 'key' : 'value';
  json.changes++;
};

/** Closes after a comma as well: models write one too many. */
const mayClose = ({ tree, expected }: PartialJson, mark: '}' | ']'): boolean =>
  tree.open.length > 0 &&
  isInObject(tree) === (mark === '}') &&
  (expected === 'separator' || expected === (mark === '}' ? 'key' : 'value'));

const end = (json: PartialJson): void => {
  close(json.tree);
  settle(json);
};

const whole = (json: PartialJson, value: unknown): void => {
  if (addValue(json.tree, value)) json.changes++;
  settle(json);
};

const settle = (json: PartialJson): void => {
  json.expected = json.tree.open.length === 0 ? 'nothing' : 'separator';
};
