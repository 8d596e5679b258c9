import { sizes, type Size } from '../scripts/bench/size.ts';

/*
 * What a web page pays, in kB gzipped. A line that grows past its limit is a decision to be made, not a number to be raised:
 * see what came in, and whether whoever does not use it has to carry it.
 */
const LIMITS: Readonly<Record<string, number>> = {
  // What a conversation is written as, once, came in: 0.1 kB, for 6 % of the CPU of a long run.
  'the loop': 13.7,
  'the loop with its part of rxjs': 21.5,
  // Headers that belong to one request alone, and order kept when many runs were waited for, came in: 0.1 kB.
  rxswarm: 27.1,
  'rxswarm with its part of rxjs': 35,
  // The reader of partial JSON came in with partial(): 2.5 kB.
  'rxswarm/operators': 4.5,
  'rxswarm/schema': 27,
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
