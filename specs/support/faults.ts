import type { RunOptions, SwarmErrorType } from 'rxswarm';
import type { ServerAnswer } from 'rxswarm/testing';
import { splitAt, toBytes } from './bytes.ts';
import { DONE, event } from './wire.ts';

/** A request that a fault hits. */
export interface Hit {
  /** Events of the complete answer, without `[DONE]`. */
  readonly events: readonly string[];
  /** Number of the attempt within its turn, from 1. */
  readonly attempt: number;
  readonly random: () => number;
}

export interface Fault {
  readonly name: string;
  /** The server's faulty answer. */
  readonly answer: (hit: Hit) => ServerAnswer;
  /** Expected end of a run that is not stopped: a response, or an error of one of these types. */
  readonly ends: 'response' | readonly SwarmErrorType[];
  /** Whether the run can only notice by a timeout that nothing more arrives. */
  readonly isSilent?: true;
  /** Function that the first turn calls. Default: `look`. */
  readonly calls?: readonly (readonly [name: string, input: string])[];
  readonly options?: Pick<RunOptions, 'turnRetries' | 'functionTimeout' | 'toolConcurrency'>;
}

/** Final answer of each run. Its characters take one to four bytes. */
export const ANSWER = 'Það er “gott”: 漢字, ok 🙂.';

const STALL = { stall: true } as const;
const CUT = { destroy: true } as const;
const HTML = { 'content-type': 'text/html' } as const;
const PAGE = '<html><head><title>Sorry</title></head><body>Come back later.</body></html>';

const whole = ({ events }: Hit): ServerAnswer => ({ body: [...events, DONE] });

/** Answers with the fault at the first attempt only. */
const once =
  (answer: ServerAnswer) =>
  (hit: Hit): ServerAnswer =>
    hit.attempt === 1 ? answer : whole(hit);

const always = (answer: ServerAnswer) => (): ServerAnswer => answer;

/** Cuts bytes into up to eight pieces, with CRLF line ends, at awkward places. */
const torn = ({ events, random }: Hit): ServerAnswer => {
  const bytes = toBytes([...events, DONE].join('').replaceAll('\n', '\r\n'));
  const places = Array.from({ length: 1 + Math.floor(random() * 7) }, () => Math.floor(random() * bytes.length));
  return { body: splitAt(bytes, places) };
};

const unlimited = (random: () => number, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => Math.floor(random() * 256));

const half = toBytes(`data: {"choices":[{"index":0,"delta":{"content":"漢`).slice(0, -1);

/** Faults of the connection. */
const OF_THE_WIRE: readonly Fault[] = [
  { name: 'none', answer: whole, ends: 'response' },
  { name: 'torn characters and line ends', answer: torn, ends: 'response' },
  { name: 'no [DONE]', answer: ({ events }) => ({ body: events }), ends: 'response' },
  { name: 'no end after [DONE]', answer: ({ events }) => ({ body: [...events, DONE, STALL] }), ends: 'response' },
  { name: 'cut after the finish', answer: ({ events }) => ({ body: [...events, CUT] }), ends: 'response' },
  { name: 'an end without a finish', answer: ({ events }) => ({ body: events.slice(0, -1) }), ends: ['incomplete'] },
  { name: 'an end within a character', answer: always({ body: [half] }), ends: ['incomplete'] },
  { name: 'nothing', answer: always({}), ends: ['incomplete'] },
  { name: 'cut', answer: ({ events }) => ({ body: [...events.slice(0, 1), CUT] }), ends: ['network'] },
  {
    name: 'cut, and the turn restarted',
    answer: (hit) => (hit.attempt === 1 ? { body: [...hit.events.slice(0, 1), CUT] } : whole(hit)),
    ends: 'response',
    options: { turnRetries: 1 },
  },
  { name: 'cut before the headers', answer: always({ before: [CUT] }), ends: ['network'] },
  { name: 'cut before the headers, once', answer: once({ before: [CUT] }), ends: 'response' },
  { name: 'silence before the headers', answer: always({ before: [STALL] }), ends: ['timeout'], isSilent: true },
  {
    name: 'silence in mid-stream',
    answer: ({ events }) => ({ body: [...events.slice(0, 1), STALL] }),
    ends: ['timeout'],
    isSilent: true,
  },
];

/** Faults of the server's content. */
const OF_THE_SERVER: readonly Fault[] = [
  {
    name: '429 with a page, once',
    answer: once({ status: 429, headers: { ...HTML, 'retry-after-ms': '3' }, body: [PAGE] }),
    ends: 'response',
  },
  { name: '429 without end', answer: always({ status: 429, headers: HTML, body: [PAGE] }), ends: ['http'] },
  { name: '500 with a page', answer: always({ status: 500, headers: HTML, body: [PAGE] }), ends: ['http'] },
  { name: '400, its text cut', answer: always({ status: 400, body: ['{"err', CUT] }), ends: ['http'] },
  {
    name: '400, its text without end',
    answer: always({ status: 400, body: ['Bad', STALL] }),
    // `http()` waits for the text a second at most; a client of `openai` waits until `timeout()` ends it.
    ends: ['http', 'timeout'],
    isSilent: true,
  },
  {
    name: 'an error event',
    answer: ({ events }) => ({ body: [...events.slice(0, 1), 'event: error\ndata: Overloaded\n\n', DONE] }),
    ends: ['api'],
  },
  { name: 'an error of status 200', answer: always({ body: ['{"error":{"message":"Overloaded"}}'] }), ends: ['api'] },
  { name: 'a page of status 200', answer: always({ headers: HTML, body: [PAGE] }), ends: ['protocol'] },
  {
    name: 'data that is not JSON',
    answer: ({ events }) => ({ body: [...events.slice(0, 1), 'data: {oops}\n\n', DONE] }),
    ends: ['protocol'],
  },
  {
    name: 'garbage',
    answer: ({ random }) => ({ body: [unlimited(random, 300), unlimited(random, 300)] }),
    ends: ['protocol', 'incomplete'],
  },
  {
    name: 'hostile keys',
    answer: ({ events }) => ({
      body: [event({ choices: [{ index: 0, delta: { ['__proto__']: 1, constructor: {}, response: {} } }] }), ...events],
    }),
    ends: 'response',
  },
];

/** Faults of the calls. */
const OF_CALLS: readonly Fault[] = [
  { name: 'broken arguments', answer: whole, ends: 'response', calls: [['look', '{"half']] },
  { name: 'an unknown function', answer: whole, ends: 'response', calls: [['nowhere', '{}']] },
  { name: 'a function that throws', answer: whole, ends: 'response', calls: [['fail', '{}']] },
  {
    name: 'functions that take too long',
    answer: whole,
    ends: 'response',
    calls: [
      ['wait', '{}'],
      ['stream', '{}'],
    ],
    options: { functionTimeout: 15, toolConcurrency: 2 },
  },
  {
    name: 'many calls at once',
    answer: torn,
    ends: 'response',
    calls: [
      ['look', '{}'],
      ['later', '{}'],
      ['fail', '{}'],
      ['later', '{}'],
      ['look', ''],
    ],
    options: { toolConcurrency: 3 },
  },
  { name: 'a run inside a function', answer: whole, ends: 'response', calls: [['ask', '{}']] },
];

/** All faults, each with the expected end of its run. */
export const FAULTS: readonly Fault[] = [...OF_THE_WIRE, ...OF_THE_SERVER, ...OF_CALLS];
