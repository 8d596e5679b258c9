import type { Delta, ToolCallDelta } from '../../messages/types.ts';
import { SwarmError } from '../../agent/errors.ts';
import { isRecord } from '../../util/is-record.ts';
import { textOf } from '../../util/text-of.ts';
import { excerpt } from '../errors/server-message.ts';
import { annotationsOf } from './annotations.ts';
import { BETWEEN, isUnanswerable, ITEMS, keptItems, type OutputItem, toReasoning } from './output-items.ts';

type Json = Readonly<Record<string, unknown>>;

/** An item that is arriving. It is known by its place in the answer, because Copilot's servers give it another id in each event. */
interface Arriving {
  /** The number of characters of its text, arguments or thoughts so far. */
  length: number;
  /** The character of the answer's text at which the item's own begins. */
  start: number;
  /** True once a call's name has come. */
  isNamed: boolean;
  /** The item as it is kept, once it is whole. */
  kept?: OutputItem;
}

/** The items of one answer, which turn into deltas as they arrive. */
export interface Answer {
  /** True once the model has called. */
  readonly hasCalls: boolean;
  /** True once an item was whole. */
  readonly hasItems: boolean;
  /** Returns the delta of a piece of text; `field` is `content` or `refusal`. */
  readonly say: (place: number, piece: string, field: 'content' | 'refusal') => Delta;
  /** Returns the delta of a piece of thoughts. `begins`: a further part of them. */
  readonly think: (place: number, piece: string, begins?: boolean) => Delta | undefined;
  /** Returns the delta of a call that begins, or of a piece of its arguments. */
  readonly call: (place: number, item: Json) => Delta;
  /** Returns the delta of what has not arrived of an item that is whole; `undefined` where nothing is missing. */
  readonly close: (place: number, item: Json) => Delta | undefined;
  /**
   * Returns the delta that keeps the items in their order, where text and calls do not tell it.
   *
   * @throws SwarmError `protocol` for an answer that does nothing but wait for a result which no function of an agent can give.
   */
  readonly end: () => Delta;
}

/** Begins an answer. */
export const newAnswer = (): Answer => {
  const items = new Map<number, Arriving>();
  let hasCalls = false;
  let hasItems = false;
  let speaker: number | undefined;
  let total = 0;

  const itemAt = (place: number): Arriving => {
    const known = items.get(place);
    if (known !== undefined) return known;
    const item: Arriving = { length: 0, start: 0, isNamed: false };
    items.set(place, item);
    return item;
  };

  const say: Answer['say'] = (place, piece, field) => {
    const said = speaker === undefined || speaker === place ? piece : BETWEEN + piece;
    const item = itemAt(place);
    if (field === 'content') total += said.length;
    if (item.length === 0) item.start = total - piece.length;
    item.length += piece.length;
    speaker = place;
    return { [field]: said };
  };

  const think: Answer['think'] = (place, piece, begins = false) => {
    const item = itemAt(place);
    if (begins && item.length === 0) return undefined;
    item.length += piece.length;
    return { reasoning_content: piece };
  };

  const call: Answer['call'] = (place, { call_id: id, name, arguments: input }) => {
    const item = itemAt(place);
    const piece = textOf(input);
    hasCalls = true;
    item.length += piece.length;
    if (item.isNamed) return calling({ index: place, function: { arguments: piece } });
    item.isNamed = textOf(name) !== '';
    return calling({
      index: place,
      id: textOf(id),
      type: 'function',
      function: { name: textOf(name), arguments: piece },
    });
  };

  const rest = (place: number, item: Json): Delta | undefined => {
    const { length, isNamed } = itemAt(place);
    switch (item['type']) {
      case 'function_call': {
        const piece = textOf(item['arguments']).slice(length);
        return isNamed && piece === '' ? undefined : call(place, { ...item, arguments: piece });
      }
      case 'message':
        return missing(textsOf(item['content']), length, (piece, field) => say(place, piece, field));
      case 'reasoning':
        return length > 0 || thoughtsOf(item) === '' ? undefined : think(place, thoughtsOf(item));
      default:
        return undefined;
    }
  };

  return {
    get hasCalls() {
      return hasCalls;
    },
    get hasItems() {
      return hasItems;
    },
    say,
    think,
    call,
    close(place, item) {
      const type = textOf(item['type']);
      const known = itemAt(place);
      if (known.kept !== undefined || type === '') return undefined;
      hasItems = true;
      const delta = rest(place, item);
      known.kept = toKept(type, item, known.length);
      const annotations = type === 'message' ? annotationsOf(item['content'], known.start) : [];
      return annotations.length === 0 ? delta : { ...delta, annotations };
    },
    end() {
      const inOrder = [...items].sort(([left], [right]) => left - right).flatMap(([, { kept }]) => kept ?? []);
      const open = inOrder.find(isUnanswerable);
      if (open && !hasCalls && speaker === undefined) throw unanswerable(open.type);
      const kept = keptItems(inOrder.filter(({ type, length }) => type !== 'message' || length !== 0));
      return kept === undefined ? {} : ({ [ITEMS]: kept } as Delta);
    },
  };
};

const calling = (fragment: ToolCallDelta): Delta => ({ tool_calls: [fragment] });

const toKept = (type: string, item: Json, length: number): OutputItem => {
  if (type === 'function_call') return { type };
  if (type === 'reasoning') return toReasoning(item);
  if (type !== 'message') return item as OutputItem;
  const { phase } = item;
  return { type, length, ...(typeof phase === 'string' && { phase }) };
};

type Texts = Readonly<Record<'content' | 'refusal', string>>;

const textsOf = (parts: unknown): Texts => ({ content: joined(parts, 'text'), refusal: joined(parts, 'refusal') });

/** Returns what a message says beyond the characters that have arrived. */
const missing = (
  { content, refusal }: Texts,
  length: number,
  say: (piece: string, field: 'content' | 'refusal') => Delta,
): Delta | undefined => {
  const text = content.slice(length);
  if (text !== '') return say(text, 'content');
  const declined = refusal.slice(Math.max(0, length - content.length));
  return declined === '' ? undefined : say(declined, 'refusal');
};

const thoughtsOf = ({ summary, content }: Json): string =>
  joined(summary, 'text', BETWEEN) || joined(content, 'text', BETWEEN);

const joined = (parts: unknown, key: 'text' | 'refusal', between = ''): string =>
  Array.isArray(parts) ? parts.flatMap((part) => (isRecord(part) ? textOf(part[key]) || [] : [])).join(between) : '';

const unanswerable = (type: string): SwarmError =>
  new SwarmError(
    'protocol',
    `The model asked for a "${excerpt(type)}", which no function can answer: declare functions.`,
    {
      retryable: false,
    },
  );
