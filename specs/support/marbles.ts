import { TestScheduler, type RunHelpers } from 'rxjs/testing';

export interface Marbles extends RunHelpers {
  /** The virtual clock, also for options that take a scheduler. */
  readonly scheduler: TestScheduler;
}

/** Runs a spec in virtual time: `it('…', marbles(({ cold, expectObservable }) => { … }))`. */
export const marbles = (spec: (helpers: Marbles) => void) => (): void => {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  scheduler.run((helpers) => {
    spec({ ...helpers, scheduler });
  });
};
