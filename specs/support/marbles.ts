import { TestScheduler, type RunHelpers } from 'rxjs/testing';

/** A test in virtual time. */
export const marbles = (test: (helpers: RunHelpers) => void): (() => void) => {
  return () =>
    new TestScheduler((actual, expected) => {
      expect(actual).toEqual(expected);
    }).run(test);
};
