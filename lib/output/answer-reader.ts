import { isDelta } from '../agent/event-type.ts';
import { FINAL_ANSWER } from '../agent/output.ts';
import type { RunEvent } from '../agent/response.ts';
import type { ToolCallDelta } from '../messages/types.ts';
import { ANSWER_BEGINS, LONGEST_END, THOUGHTS_END } from './thoughts.ts';
import { emptyJson, type PartialJson, partialValue, readJson, weight } from './partial-json/partial-json.ts';

/** Entries that may be copied for each letter that came. It keeps the work in line with the length of the answer. */
const COPIES_PER_LETTER = 64;

/** State of the answer of a turn. */
interface Reading {
  json: PartialJson;
  /** The first letter that is no space, which tells JSON from thoughts; '' before it. */
  opening: string;
  /** The last letters of thoughts, because their end may arrive in pieces. */
  tail: string;
  /** True once the JSON has begun. Text before it, such as a code fence, is passed over. */
  begun: boolean;
  /** Index of the call that gives the answer; `undefined` for an answer in the text. */
  call: number | undefined;
  /** How many letters were read since the value was shown last. */
  fresh: number;
  /** How many changes have been shown. */
  shown: number;
}

const begin = (call?: number): Reading => ({
  json: emptyJson(),
  opening: '',
  tail: '',
  begun: false,
  call,
  fresh: 0,
  shown: 0,
});

/** Returns a function that reads events in their order. It returns the answer so far each time there is more of it to show. */
export const answerReader = (): (<A extends { readonly name: string }>(event: RunEvent<A>) => unknown) => {
  let reading = begin();
  return (event) => {
    if ('response' in event) return event.response.output;
    if ('delim' in event && event.delim === 'end') return show(reading);
    if ('delim' in event) reading = begin();
    else if (isDelta(event)) {
      for (const fragment of event.tool_calls ?? []) reading = readFragment(reading, fragment);
      if (event.content && reading.call === undefined) read(reading, event.content);
      return reading.fresh * COPIES_PER_LETTER > weight(reading.json) ? show(reading) : undefined;
    }
    return undefined;
  };
};

const readFragment = (reading: Reading, { index, function: called }: ToolCallDelta): Reading => {
  const begins = called?.name === FINAL_ANSWER && reading.call === undefined;
  const current = begins ? begin(index ?? 0) : reading;
  if (current.call === (index ?? 0) && typeof called?.arguments === 'string') read(current, called.arguments);
  return current;
};

const read = (reading: Reading, piece: string): void => {
  const text = answerIn(reading, piece);
  const from = reading.begun ? 0 : text.indexOf('{');
  if (from === -1) return;
  reading.begun = true;
  reading.fresh += text.length - from;
  readJson(reading.json, text.slice(from));
};

/** Returns the part of a piece that may be the answer: JSON before the end of thoughts was a thought. */
const answerIn = (reading: Reading, piece: string): string => {
  let rest = piece;
  for (;;) {
    reading.opening ||= rest.trimStart().charAt(0);
    if (ANSWER_BEGINS.includes(reading.opening)) return rest;
    const searched = reading.tail + rest;
    const end = THOUGHTS_END.exec(searched);
    if (end === null) {
      reading.tail = searched.slice(-LONGEST_END);
      return '<◁'.includes(reading.opening) ? '' : rest;
    }
    Object.assign(reading, begin(reading.call));
    rest = searched.slice(end.index + end[0].length);
  }
};

const show = (reading: Reading): unknown => {
  if (reading.json.changes === reading.shown) return undefined;
  reading.shown = reading.json.changes;
  reading.fresh = 0;
  return partialValue(reading.json);
};
