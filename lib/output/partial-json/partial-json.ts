import { emptyString, readString, type PartialString } from './partial-string.ts';
import {
  addValue,
  close,
  DEEPEST,
  emptyTree,
  isInObject,
  openList,
  openObject,
  setKey,
  valueOf,
  weightOf,
  type PartialTree,
} from './partial-tree.ts';

/** What is to come next. Where anything else comes, no more is read: what was read stands. */
type Expected = 'value' | 'key' | 'colon' | 'separator' | 'nothing';

/** A reader of JSON that arrives in pieces. */
export interface PartialJson {
  readonly tree: PartialTree;
  expected: Expected;
  /** The string that is being read. */
  string: PartialString | undefined;
  /** The number or word that is being read: it counts when it has ended, as 12 may become 123. */
  word: string;
  /** How often there was more to show. */
  changes: number;
}

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

/** The value as far as it has arrived, a copy where it may still change; undefined before it begins. */
export const partialValue = ({ tree, string, expected }: PartialJson): unknown =>
  valueOf(tree, expected === 'value' ? string?.text : undefined);

/** What `partialValue` has to copy: the entries of lists and objects that are open. */
export const weight = ({ tree }: PartialJson): number => weightOf(tree);

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

/** Behind a comma too: a model that writes one too many has still said what is in the list. */
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
