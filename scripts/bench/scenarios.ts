/** A task for the contestants and the way the server answers it. The request names it as its `model`. */
export interface Scenario {
  readonly name: string;
  readonly what: string;
  /** Completions a run. All except the last end in a call. */
  readonly turns: number;
  /** Pieces of text in the last completion. Each is one event. */
  readonly pieces: number;
  /** Events in one write of the server, which is one packet. */
  readonly eventsPerWrite: number;
  /** Milliseconds between writes. With 0 there is a turn of the event loop between them if `isSpaced`, else nothing. */
  readonly pause: number;
  /** True if each write must arrive separately. */
  readonly isSpaced: boolean;
  /** True if the server closes the connection right after it answered on it, though it promised to keep it. */
  readonly closes: boolean;
  /** True if two agents hand the turns back and forth. */
  readonly handsOff: boolean;
  /** Runs that are measured. */
  readonly runs: number;
  /** Runs under way at once. */
  readonly concurrency: number;
  /**
   * Runs before the measured ones, until the hot code is compiled. Programs that stream run for hours. An earlier
   * measurement would measure V8's compiler, which takes some 1.5 s of CPU for the first 4,000 turns of a loop.
   */
  readonly warmUp: number;
  /** Names of the contestants that take part. Default: all. */
  readonly contestants?: readonly string[];
}

const DEFAULTS = {
  turns: 1,
  pieces: 4,
  eventsPerWrite: 64,
  pause: 0,
  isSpaced: false,
  closes: false,
  handsOff: false,
  concurrency: 1,
  warmUp: 20,
};

/** Measured turns, for any length of run. Four times as many warm up. */
const LOOP_TURNS = 2560;

/** Keeps both processes busy between two turns of a run. A concurrency of one gives other ratios. */
const loop = (turns: number): Scenario => ({
  ...DEFAULTS,
  name: `${turns}-turns`,
  what: `a function called in each of ${turns} turns but the last, 4 runs at once`,
  turns,
  runs: LOOP_TURNS / turns,
  concurrency: 4,
  warmUp: (4 * LOOP_TURNS) / turns,
});

/** The first thousand runs of a process. Its memory is reported, because later ones find a grown heap and open connections. */
const THOUSAND: Scenario = {
  ...DEFAULTS,
  name: '1000-at-once',
  what: '1,000 runs at once, an event each 100 ms',
  pieces: 25,
  eventsPerWrite: 1,
  pause: 100,
  isSpaced: true,
  runs: 1000,
  concurrency: 1000,
  warmUp: 50,
};

const LONG: readonly Scenario[] = [
  {
    ...DEFAULTS,
    name: 'steady',
    what: 'chunks as fast as they come, many events a packet',
    pieces: 4000,
    runs: 20,
    warmUp: 10,
  },
  {
    ...DEFAULTS,
    name: 'packets',
    what: 'one event a packet, as fast as they come',
    pieces: 4000,
    eventsPerWrite: 1,
    isSpaced: true,
    runs: 5,
    warmUp: 3,
  },
  {
    ...DEFAULTS,
    name: 'paced',
    what: 'an event each 2 ms, as a model sends',
    pieces: 400,
    eventsPerWrite: 1,
    pause: 2,
    isSpaced: true,
    runs: 4,
    warmUp: 8,
  },
  {
    ...DEFAULTS,
    name: '200-runs',
    what: '200 runs, 50 at once, an event each 5 ms',
    pieces: 60,
    eventsPerWrite: 1,
    pause: 5,
    isSpaced: true,
    runs: 200,
    concurrency: 50,
    warmUp: 400,
  },
  THOUSAND,
  { ...THOUSAND, name: '1000-again', what: 'the same once 2,000 such runs have been', warmUp: 2000 },
  loop(5),
  loop(20),
  loop(80),
  loop(320),
  {
    ...loop(20),
    name: 'handoffs',
    what: '20 turns, each but the last handed to the other agent, 4 runs at once',
    handsOff: true,
  },
  {
    ...DEFAULTS,
    name: 'first',
    what: 'milliseconds to the first piece of text, one run at a time',
    runs: 300,
    warmUp: 600,
  },
  {
    ...DEFAULTS,
    name: 'limited',
    what: 'milliseconds a run, 200 runs, 20 at once, an event each 2 ms',
    pieces: 10,
    eventsPerWrite: 1,
    pause: 2,
    isSpaced: true,
    runs: 200,
    concurrency: 20,
    warmUp: 400,
  },
  {
    ...DEFAULTS,
    name: 'closing',
    what: 'milliseconds a run of two turns on a server that closes kept connections, as that of llama.cpp does',
    turns: 2,
    closes: true,
    runs: 200,
    warmUp: 400,
    // Other clients do not send a request again that was lost, or wait for half a second before.
    contestants: ['fetch', 'rxswarm http()', 'rxswarm retry()', 'rxswarm fetch', 'rxswarm openai()'],
  },
];

/** A smoke test that takes seconds. Its figures mean nothing. */
const shortened = (scenario: Scenario): Scenario => ({
  ...scenario,
  pieces: Math.min(scenario.pieces, 20),
  runs: Math.min(scenario.runs, scenario.turns > 20 ? 1 : 4),
  pause: Math.min(scenario.pause, 2),
  warmUp: 0,
});

export const scenarios = (isShort: boolean): readonly Scenario[] => (isShort ? LONG.map(shortened) : LONG);

/** Returns the text of the last turn in pieces. Some characters take more than one byte. */
export const piecesOf = ({ pieces }: Scenario): readonly string[] =>
  Array.from({ length: pieces }, (_, place) => (place % 50 === 49 ? ' – naïve' : ` word${place % 10}`));

/** Returns the text before each call, because models announce their calls. */
export const PREAMBLE: readonly string[] =
  'I will look once more, to be sure that nothing has changed since the last time I did.'.split(/(?= )/);

/** Returns the whole text of a run. */
export const textOf = (scenario: Scenario): string =>
  PREAMBLE.join('').repeat(scenario.turns - 1) + piecesOf(scenario).join('');

/** Returns the function's result for the call of a turn, counted from 0. */
export const seen = (n: number): string => `seen ${n}`;

/** Returns the agent of a turn. The first turn is A's. */
export const instructionsOf = (agent: 'A' | 'B'): string => `You are agent ${agent}. Look, then answer.`;
export const agentOf = ({ handsOff }: Scenario, turn: number): 'A' | 'B' => (handsOff && turn % 2 === 1 ? 'B' : 'A');
