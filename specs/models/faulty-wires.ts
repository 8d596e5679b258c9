import { http, type ChatModel } from 'rxswarm/models';
import { anthropic } from 'rxswarm/models/anthropic';
import { gemini } from 'rxswarm/models/gemini';
import { responses } from 'rxswarm/models/responses';
import { content, DONE, event, finish } from '../support/wire.ts';
import { begin, messageStart, named, stop, textDelta, USAGE } from './anthropic/events.ts';
import { COMPLETED, CREATED, event as responsesEvent, text } from './responses/events.ts';

/* The same short answer as each server streams it, and the server's words for what goes wrong. */

/** The answer of each server, in the two pieces in which it comes. Its characters take one to four bytes. */
export const PIECES = ['Það 漢', '字 🙂.'] as const;
export const ANSWER = PIECES.join('');

/** How a wire is made. */
interface Making {
  readonly baseURL: string;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly maxBytes?: number;
}

/** A wire, and the words in which its server answers. */
export interface FaultyWire {
  readonly name: string;
  readonly model: (options: Making) => ChatModel;
  /** The events before the first piece of text. */
  readonly start: readonly string[];
  /** The event of a piece of text. */
  readonly text: (piece: string) => string;
  /** The events that make the answer whole. */
  readonly end: readonly string[];
  /** The event that closes the stream; `''` where the API has none. */
  readonly close: string;
  /** An error of the server's own with the code `overloaded`, as an event. */
  readonly error: string;
  /** The whole answer as one JSON. */
  readonly whole: string;
}

const candidates = (piece: string, more: object = {}): object => ({
  candidates: [{ index: 0, content: { role: 'model', parts: [{ text: piece }] }, ...more }],
});

const CHAT: FaultyWire = {
  name: 'http',
  model: (options) => http({ ...options, apiKey: 'key' }),
  start: [event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] })],
  text: (piece) => event(content(piece)),
  end: [event(finish())],
  close: DONE,
  error: event({ error: { message: 'Overloaded', code: 'overloaded' } }),
  whole: JSON.stringify({ choices: [{ index: 0, message: { content: ANSWER }, finish_reason: 'stop' }] }),
};

const OPENAI: FaultyWire = {
  name: 'responses',
  model: (options) => responses({ ...options, apiKey: 'key' }),
  start: [CREATED],
  text: (piece) => text(piece),
  end: [COMPLETED],
  close: '',
  error: responsesEvent('error', { code: 'overloaded', message: 'Overloaded', param: null }),
  whole: JSON.stringify({
    ...{ object: 'response', status: 'completed' },
    output: [{ type: 'message', content: [{ type: 'output_text', text: ANSWER }] }],
  }),
};

const CLAUDE: FaultyWire = {
  name: 'anthropic',
  model: (options) => anthropic({ ...options, apiKey: 'key' }),
  start: [messageStart(), begin(0, { type: 'text', text: '' })],
  text: (piece) => textDelta(piece),
  end: [stop(0), named({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } })],
  close: named({ type: 'message_stop' }),
  error: named({ type: 'error', error: { type: 'overloaded', message: 'Overloaded' } }),
  whole: JSON.stringify({
    ...{ id: 'msg_1', type: 'message', role: 'assistant', stop_reason: 'end_turn', usage: USAGE },
    content: [{ type: 'text', text: ANSWER }],
  }),
};

const GOOGLE: FaultyWire = {
  name: 'gemini',
  model: (options) => gemini({ ...options, apiKey: 'key' }),
  start: [event({ candidates: [{ index: 0, content: { role: 'model', parts: [] } }], responseId: 'r' })],
  text: (piece) => event(candidates(piece)),
  end: [event(candidates('', { finishReason: 'STOP' }))],
  close: '',
  error: event({ error: { status: 'overloaded', message: 'Overloaded' } }),
  whole: JSON.stringify(candidates(ANSWER, { finishReason: 'STOP' })),
};

/** All wires that read a server's bytes. */
export const WIRES: readonly FaultyWire[] = [CHAT, OPENAI, CLAUDE, GOOGLE];

/** Returns the events of the whole answer. */
export const eventsOf = ({ start, text: say, end, close }: FaultyWire): readonly string[] =>
  [...start, ...PIECES.map(say), ...end, close].filter((each) => each !== '');
