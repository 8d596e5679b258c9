import { sizes, type Size } from '../scripts/bench/size.ts';

/*
 * What a web page pays, in kB gzipped. A line that grows past its limit is a decision to be made, not a number to be raised:
 * see what came in, and whether whoever does not use it has to carry it.
 */
const LIMITS: Readonly<Record<string, number>> = {
  // Calls keep what a server sent with them, and answers their origin: 0.2 kB.
  // Calls wait for an answer or a client, and are edited: 0.9 kB. Final results, messages meanwhile, functions that come and go: 0.4 kB.
  // Events of waiting calls say which may be edited: 0.03 kB.
  'the loop': 11.65,
  // 17.8 kB: the rest is room for an operator of rxjs that makes the loop simpler.
  'the loop with its part of rxjs': 20,
  // Bounds of answers, codes of errors, decompression, resending and asynchronous contexts came in with the wires: 1.7 kB.
  // Options that nobody reads are refused wherever options are taken, with the likely one: 0.3 kB.
  // Answers go back with what their server needs, and wires share one way of asking: 0.9 kB.
  // A history torn in any way has one normal form, and thoughts in parts are read: 0.5 kB.
  // Calls wait for several things, and decisions that do not fit are refused: 1.4 kB.
  // Final results, and messages meanwhile: 0.5 kB.
  // Functions and settings for each agent of a run: 0.1 kB.
  // Functions that come and go: 0.6 kB.
  rxswarm: 34.7,
  'rxswarm with its part of rxjs': 43.5,
  // The reader of partial JSON came in with partial(): 2.5 kB.
  // ofType(), answer() and iterate(): 0.5 kB.
  // Messages are put together in linear time: 0.2 kB.
  // partial() passes over thoughts: 0.2 kB.
  // progress() refuses options that nobody reads, with the likely one: 0.2 kB, only for pages that use it.
  // Calls keep what a server sent with them: 0.1 kB.
  // Marks of waiting calls are not shown: 0.1 kB.
  'rxswarm/operators': 6.05,
  // The table of keywords, and checks that follow references in linear steps: 2.5 kB.
  // Keys that no keyword looks at are followed along references, contradictions and functions are refused: 0.5 kB.
  // ask() and clientFunction(): 0.3 kB.
  'rxswarm/schema': 33.4,
  // A wire, beyond what wires share.
  'rxswarm/models/ai-sdk': 4.8,
  'rxswarm/models/anthropic': 5,
  'rxswarm/models/gemini': 5,
  'rxswarm/models/responses': 5,
};

describe('the bundle of', () => {
  let measured: readonly Size[];

  beforeAll(async () => {
    measured = await sizes();
  });

  it.each(Object.entries(LIMITS))('%s stays below %d kB', (name, limit) => {
    const gzipped = measured.find((size) => size.name === name)?.gzipped ?? Infinity;
    expect(gzipped / 1000).toBeLessThan(limit);
  });

  it('rxswarm holds no validator, no compiler and no client', () => {
    const packages = measured.find(({ name }) => name === 'rxswarm')?.packages;
    expect(packages).toEqual(['debug', 'eventsource-parser', 'ms']);
  });

  it('rxswarm/operators holds nothing but itself', () => {
    expect(measured.find(({ name }) => name === 'rxswarm/operators')?.packages).toEqual([]);
  });
});
